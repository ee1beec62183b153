import { make, makeButton } from "./elements.js";
import { read } from "./read-point.js";
import type { Scene } from "./scene.js";

/** A row of buttons of which one is pressed. */
export function layoutButtons(scene: Scene): HTMLElement {
  const row = make("div", "dc-choice");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Iteration shown");
  const buttons = scene.data.layouts.map((layout) =>
    makeButton(layout.title, layout.title, () => {
      scene.layout = layout;
      read(scene, -1);
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === layout.title));
      scene.draw();
    }),
  );
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === scene.layout.title));
  row.append(...buttons);
  return row;
}

/** Each class with its mark; pressed out, its points are dimmed. */
export function classButtons(scene: Scene): HTMLElement {
  const row = make("div", "dc-classes");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Classes shown");
  scene.data.classes.forEach((name, index) => {
    const button = makeButton("", name, () => {
      const isDimmed = !scene.dimmed.delete(index);
      if (isDimmed) scene.dimmed.add(index);
      button.setAttribute("aria-pressed", String(!isDimmed));
      scene.draw();
    });
    button.setAttribute("aria-pressed", "true");
    const mark = make("span", `dc-mark dc-shape-${scene.data.shapes[index]}`);
    mark.style.setProperty("--light", scene.data.colors.light[index]);
    mark.style.setProperty("--dark", scene.data.colors.dark[index]);
    button.append(mark, make("span", "", name));
    row.append(button);
  });
  return row;
}
