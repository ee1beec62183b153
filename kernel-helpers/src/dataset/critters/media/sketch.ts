import { mix } from "../palette.js";
import { round, type Shape } from "../shape.js";
import { type Brush, type Medium, paintParts, strokeAttributes } from "./medium.js";

const PAPER = "#faf3e3";
const GRAPHITE = "#4a4541";

/** Coloured pencils on cream paper: a pale wash, hatching, and outlines drawn twice by an unsteady hand. */
export const sketch: Medium = {
  paintScene(parts, brush) {
    const drawn = paintParts(parts, brush, (shape) =>
      pencil(shape, brush, { wash: 0.45, weight: 1.3, outlinesDetails: true }),
    );
    return `<path d="M0 0H256V256H0Z" fill="${PAPER}"/>${drawn}${frame(brush)}`;
  },
  paintShadow: (path, brush) => `<path d="${path}" fill="${hatching(brush, GRAPHITE, 5)}" opacity="0.8"/>`,
  paintFigure: (parts, brush) =>
    paintParts(parts, brush, (shape) => pencil(shape, brush, { wash: 0.22, weight: 2.4, outlinesDetails: false })),
  paintRim: (silhouette) =>
    `<g fill="${PAPER}" stroke="${PAPER}" stroke-width="13" stroke-linejoin="round">${silhouette}</g>`,
  paintLight(lighting) {
    if (lighting === "bright") return "";
    return '<path d="M0 0H256V256H0Z" fill="#262a4d" opacity="0.33"/>';
  },
};

interface Hand {
  /** share of paper in the colour, in [0, 1] */
  readonly wash: number;
  /** canvas units */
  readonly weight: number;
  /** whether flat details are outlined too */
  readonly outlinesDetails: boolean;
}

function pencil(shape: Shape, brush: Brush, { wash, weight, outlinesDetails }: Hand): string {
  const path = `d="${shape.path}"`;
  if (shape.finish === "line") {
    return `<path ${path}${strokeAttributes({ ...shape, stroke: mix(shape.stroke ?? GRAPHITE, PAPER, wash) })}/>`;
  }
  const fill = `<path ${path} fill="${mix(shape.fill, PAPER, wash)}"${strokeAttributes(shape)}/>`;
  const dark = mix(shape.fill, GRAPHITE, 0.6);
  if (shape.finish === "detail") return outlinesDetails ? `${fill}${stroke(path, brush, dark, weight)}` : fill;
  const shade = `<path ${path} fill="${hatching(brush, mix(shape.fill, dark, 0.35), 7)}" opacity="0.55"/>`;
  return `${fill}${shade}${stroke(path, brush, GRAPHITE, weight)}${stroke(path, brush, GRAPHITE, weight * 0.7)}`;
}

function stroke(path: string, { random }: Brush, colour: string, width: number): string {
  const jitter = (): number => round((random() - 0.5) * 3.4);
  return `<path ${path} transform="translate(${jitter()} ${jitter()})" fill="none" stroke="${colour}" stroke-width="${round(width)}"/>`;
}

function hatching({ definitions }: Brush, colour: string, gap: number): string {
  return definitions.add(
    "pattern",
    `width="${gap}" height="${gap}" patternUnits="userSpaceOnUse" patternTransform="rotate(38)"`,
    `<path d="M0 0V${gap}" stroke="${colour}" stroke-width="2.6"/>`,
  );
}

/** Paper left white at the edges, as a hand leaves it. */
function frame({ random }: Brush): string {
  const edge = (): number => round(4 + random() * 7);
  return `<path fill-rule="evenodd" fill="${PAPER}" d="M0 0H256V256H0ZM${edge()} ${edge()}L${edge()} ${256 - edge()}L${256 - edge()} ${256 - edge()}L${256 - edge()} ${edge()}Z"/>`;
}
