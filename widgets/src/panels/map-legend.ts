import { button, element } from "../dom.js";
import { isGenerated, type MapColumns } from "../map-columns.js";
import type { Workbench } from "../workbench.js";
import { classSwatch } from "./class-swatch.js";

const KEY: readonly { readonly look: string; readonly text: string }[] = [
  { look: "original", text: "original" },
  { look: "generated", text: "generated" },
  { look: "rejected", text: "rejected" },
  { look: "wanted", text: "wanted" },
];

/** What colours and shapes mean. Each class is a button that selects it: the keyboard's way to a selection. */
export function mapLegend(workbench: Workbench, signal: AbortSignal): HTMLElement {
  const classes = element("div", {
    className: "dc-legend-classes",
    attributes: { role: "group", "aria-label": "Classes" },
  });
  const key = element("div", {
    className: "dc-legend-key",
    children: KEY.map(({ look, text }) =>
      element("span", {
        className: "dc-key-item",
        children: [
          element("i", { className: `dc-mark dc-mark-${look}`, attributes: { "aria-hidden": "true" } }),
          document.createTextNode(text),
        ],
      }),
    ),
  });
  let shown = "";
  const render = (): void => {
    const names = workbench.state.classes;
    // made anew only when the names change, or a focused button would lose the focus at each reply
    if (shown !== JSON.stringify(names)) {
      shown = JSON.stringify(names);
      classes.replaceChildren(...names.map((name, index) => classButton(workbench, name, index, signal)));
    }
  };
  workbench.listen(["state"], render, signal);
  render();
  return element("div", { className: "dc-legend", children: [classes, key] });
}

function classButton(workbench: Workbench, name: string, classIndex: number, signal: AbortSignal): HTMLButtonElement {
  const made = button({
    text: name,
    title: `Select the generated images of ${name}; again for all of ${name}`,
    className: "dc-chip",
    signal,
    onClick: () =>
      workbench.map && workbench.select(nextClassSelection(workbench.map, classIndex, workbench.selection)),
  });
  made.prepend(classSwatch(classIndex));
  return made;
}

/** The generated images of a class; all of the class when those are selected already, or when it has none. */
export function nextClassSelection(
  map: MapColumns,
  classIndex: number,
  selection: readonly string[],
): readonly string[] {
  const places = map.ids.map((_, place) => place).filter((place) => map.classIndex[place] === classIndex);
  const generated = places.filter((place) => isGenerated(map, place)).map((place) => map.ids[place]);
  const all = places.map((place) => map.ids[place]);
  const isThere = generated.length === selection.length && generated.every((id, index) => id === selection[index]);
  return generated.length === 0 || isThere ? all : generated;
}
