import { FLAG_REJECTED } from "../../widgets/src/protocol";
import { durationText, expenseText, paceText } from "../../widgets/src/text/expense-text";
import { pointWords } from "../../widgets/src/text/point-words";
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
    expect(jobText({ ...job, pace: "3.1/s, 15 s left, $0.24" })).toBe(
      "Generating images: 12 of 60, 3.1/s, 15 s left, $0.24",
    );
  });
});

describe("pointWords", () => {
  it("say what a point shows: class, origin, verdict, whether it is selected", () => {
    const flags = map.flags.slice();
    flags[4] |= FLAG_REJECTED;
    const words = (place: number, ...selection: string[]): string =>
      pointWords(map.ids[place], { ...map, flags }, CLASSES, selection);
    expect(words(0)).toBe("bear, original");
    expect(words(4, map.ids[4])).toBe(`cat, generated in iteration ${map.iteration[4]}, rejected, selected`);
    expect(pointWords("not there", map, CLASSES, [])).toBe("");
  });
});

describe("expenseText and paceText", () => {
  it.each([
    [0.3, "1 s"],
    [59, "59 s"],
    [59.7, "1 min"],
    [130, "2 min"],
    [12_000, "3 h 20 min"],
  ])("%d s are %s", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it("tell what is known", () => {
    expect([expenseText(41, 0.4), expenseText(null, 0.0042), expenseText(41, null), expenseText(null, null)]).toEqual([
      "about 41 s, $0.40",
      "about $0.0042",
      "about 41 s",
      "",
    ]);
  });

  it("tell how fast a job goes and when it ends, once that can be told", () => {
    expect([
      paceText(0, 10, 5),
      paceText(3, 10, 0.5),
      paceText(6, 30, 3),
      paceText(2, 10, 10),
      paceText(6, 0, 3),
    ]).toEqual(["", "", "2.0 per second, about 15 s left", "5.0 s each, about 50 s left", "2.0 per second"]);
  });
});
