import type { Random } from "../../../types.js";
import type { CritterLighting } from "../critter-attributes.js";
import type { Part, Shape } from "../shape.js";
import type { Definitions } from "./definitions.js";

/** What a medium paints with. */
export interface Brush {
  readonly random: Random;
  /** gradients, patterns, filters and clip paths the painting refers to */
  readonly definitions: Definitions;
}

/** A way to turn shapes into SVG. */
export interface Medium {
  /** the background of the whole canvas */
  paintScene(parts: readonly Part[], brush: Brush): string;
  /** the shade under an animal, an ellipse in path data */
  paintShadow(path: string, brush: Brush): string;
  /** the animal */
  paintFigure(parts: readonly Part[], brush: Brush): string;
  /** a rim behind the animal where it would melt into its background */
  paintRim(silhouette: string, colour: string, brush: Brush): string;
  /** what lies over everything: daylight or dusk */
  paintLight(lighting: CritterLighting, brush: Brush): string;
}

/** Turns parts into SVG, shape by shape; groups are moved and cut here, the same in every medium. */
export function paintParts(parts: readonly Part[], brush: Brush, paint: (shape: Shape) => string): string {
  return parts
    .map((part) => {
      if ("path" in part) return paint(part);
      const clip = part.clip ? ` clip-path="${brush.definitions.add("clipPath", "", `<path d="${part.clip}"/>`)}"` : "";
      const transform = part.transform ? ` transform="${part.transform}"` : "";
      return `<g${transform}${clip}>${paintParts(part.parts, brush, paint)}</g>`;
    })
    .join("");
}

/** The outer shape of the body parts: paths without colour, to be filled and stroked as one. */
export function silhouette(parts: readonly Part[]): string {
  return parts
    .map((part) => {
      if ("path" in part) return part.finish === "body" ? `<path d="${part.path}"/>` : "";
      if (part.clip) return ""; // marks lie inside
      const inner = silhouette(part.parts);
      return part.transform && inner ? `<g transform="${part.transform}">${inner}</g>` : inner;
    })
    .join("");
}

/** SVG attributes of a line shape, and of the opacity of any shape. */
export function strokeAttributes({ stroke, width, opacity = 1 }: Shape): string {
  const faint = opacity < 1 ? ` opacity="${opacity}"` : "";
  return stroke ? ` fill="none" stroke="${stroke}" stroke-width="${width}"${faint}` : faint;
}
