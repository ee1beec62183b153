import { element } from "../dom.js";
import { isGenerated, type MapColumns } from "../map-columns.js";
import type { Workbench } from "../workbench.js";
import { classSwatch } from "./class-swatch.js";

const ORIGINS = ["original", "generated"] as const;
type Origin = (typeof ORIGINS)[number];

/** Ids of the images, by class index. */
export type ClassCounts = readonly Readonly<Record<Origin, readonly string[]>>[];

/** The images of each class, originals and generated ones. @param classes as many as there are entries in the result */
export function countClasses(map: MapColumns, classes: number): ClassCounts {
  const counts = Array.from({ length: classes }, () => ({ original: [] as string[], generated: [] as string[] }));
  map.ids.forEach((id, place) => {
    counts[map.classIndex[place]]?.[isGenerated(map, place) ? "generated" : "original"].push(id);
  });
  return counts;
}

/** Two bars for each class: originals and generated images, and how many of them are selected. Pressing one selects them. */
export function classBars(workbench: Workbench, signal: AbortSignal): HTMLElement {
  const host = element("div", { className: "dc-bars", attributes: { role: "group", "aria-label": "Images by class" } });
  let shown = "";
  let bars: readonly Bar[] = [];
  const renderSelected = (): void => {
    const selected = new Set(workbench.selection);
    for (const { made, name, ids } of bars) {
      const count = selected.size === 0 ? 0 : ids.filter((id) => selected.has(id)).length;
      made.textContent = count === 0 ? String(ids.length) : `${count} of ${ids.length}`;
      made.setAttribute("aria-label", count === 0 ? name : `${name}, ${count} selected`);
    }
  };
  const render = (): void => {
    const { map, state } = workbench;
    const counts = map ? countClasses(map, state.classes.length) : [];
    const key = JSON.stringify([
      state.classes,
      counts.map(({ original, generated }) => [original.length, generated.length]),
    ]);
    // made anew only when the numbers change, or a focused bar would lose the focus at each verdict
    if (key === shown) return;
    shown = key;
    const most = Math.max(1, ...counts.flatMap(({ original, generated }) => [original.length, generated.length]));
    const rows = counts.map((count, classIndex) => classRow(workbench, classIndex, count, most, signal));
    bars = rows.flatMap((row) => row.bars);
    host.replaceChildren(...rows.map((row) => row.element));
    renderSelected();
  };
  workbench.listen(["state", "map"], render, signal);
  workbench.listen(["selection"], renderSelected, signal);
  render();
  return host;
}

interface Bar {
  readonly made: HTMLButtonElement;
  /** "cat: 20 generated" */
  readonly name: string;
  readonly ids: readonly string[];
}

function classRow(
  workbench: Workbench,
  classIndex: number,
  count: ClassCounts[number],
  most: number,
  signal: AbortSignal,
): { readonly element: HTMLElement; readonly bars: readonly Bar[] } {
  const name = workbench.state.classes[classIndex];
  const bars = ORIGINS.map((origin): Bar => {
    const ids = count[origin];
    const made = element("button", {
      className: `dc-bar dc-bar-${origin}`,
      attributes: {
        type: "button",
        title: `Select the ${ids.length} ${origin === "original" ? "originals" : "generated images"} of ${name}`,
      },
    });
    made.style.setProperty("--dc-share", `${(100 * ids.length) / most}%`);
    made.disabled = ids.length === 0;
    made.addEventListener("click", () => workbench.select(ids), { signal });
    return { made, name: `${name}: ${ids.length} ${origin}`, ids };
  });
  const row = element("div", {
    className: "dc-bar-row",
    children: [
      classSwatch(classIndex),
      element("span", { className: "dc-bar-name", text: name, attributes: { title: name } }),
      ...bars.map(({ made }) => made),
    ],
  });
  return { element: row, bars };
}
