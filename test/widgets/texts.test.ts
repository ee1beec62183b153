import { FLAG_REJECTED } from "../../widgets/src/protocol";
import { escapePlotText } from "../../widgets/src/text/escape-plot-text";
import { selectionSummary } from "../../widgets/src/text/selection-summary";
import { jobText, statusText } from "../../widgets/src/text/status-text";
import { madeUpColumns } from "./made-up-columns";
import { CLASSES, STATE } from "./made-up-data";

// three images of each class, the first of each original: bear 0-2, cat 3-5, ...
const map = madeUpColumns(3);
const ids = (...places: number[]): string[] => places.map((place) => map.ids[place]);

describe("selectionSummary", () => {
  it.each([
    [ids(), "Nothing selected"],
    [ids(0), "1 selected: all original, bear"],
    [ids(1, 2), "2 selected: all generated, bear"],
    [ids(0, 1, 2, 4), "4 selected: 3 generated, mostly bear"],
    [ids(1, 4), "2 selected: all generated, from 2 classes"],
    [["not in the map", ...ids(1)], "1 selected: all generated, bear"],
  ])("%j is %s", (selection, text) => {
    expect(selectionSummary(selection, map, CLASSES)).toBe(text);
  });
});

describe("statusText", () => {
  it("counts what there is", () => {
    expect(statusText(STATE, map, "live")).toBe("10 original · 20 generated · 3 iterations");
    const flags = map.flags.slice();
    flags[1] |= FLAG_REJECTED;
    expect(statusText({ ...STATE, iterations: STATE.iterations.slice(0, 1) }, { ...map, flags }, "live")).toBe(
      "10 original · 20 generated · 1 rejected · 1 iteration",
    );
  });

  it("tells of a running job, and first of all that there is no kernel", () => {
    const job = { kind: "generate", done: 12, total: 60 } as const;
    expect(statusText({ ...STATE, job }, map, "live")).toBe("Generating images: 12 of 60");
    expect(statusText({ ...STATE, job }, map, "lost")).toMatch(/^Kernel disconnected/);
    expect(statusText(STATE, map, "static")).toMatch(/^Saved view without a kernel/);
    expect(jobText({ ...job, total: 0 })).toBe("Generating images");
  });
});

describe("escapePlotText", () => {
  it("leaves no tag, entity or TeX for plotly to find", () => {
    expect(escapePlotText('<img src=x onerror="alert(1)">')).toBe('&lt;img src=x onerror="alert(1)"&gt;');
    expect(escapePlotText('<a href="https://x">y</a> & $z$')).toBe(
      '&lt;a href="https://x"&gt;y&lt;/a&gt; &amp; &#36;z&#36;',
    );
    expect(escapePlotText("two\nlines")).toBe("two lines");
  });
});
