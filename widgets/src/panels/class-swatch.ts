import { element } from "../dom.js";
import { classColor, classSymbol } from "../map/class-style.js";

/** A spot in the class's colour and shape. Both themes' colours are set; the style sheet takes the one in force. */
export function classSwatch(classIndex: number): HTMLElement {
  const swatch = element("i", {
    className: `dc-swatch dc-swatch-${classSymbol(classIndex)}`,
    attributes: { "aria-hidden": "true" },
  });
  swatch.style.setProperty("--dc-class-light", classColor(classIndex, false));
  swatch.style.setProperty("--dc-class-dark", classColor(classIndex, true));
  return swatch;
}
