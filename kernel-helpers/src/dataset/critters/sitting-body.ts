import type { Look } from "./figure.js";
import { blob, ellipse, ribbon, symmetricBlob } from "./path.js";
import { pelt } from "./pelt.js";
import { body, bothSides, detail, line, type Part, points } from "./shape.js";

/** What differs between the animals that sit up and face us; canvas units. */
export interface SittingShape {
  /** half widths of the trunk */
  readonly shoulder: number;
  readonly hip: number;
  /** colour of legs and paws; the coat's when left out */
  readonly socks?: string;
  readonly belly: string;
  /** the hind feet: how far to the side and how long */
  readonly foot?: number;
}

/** The trunk, front legs and paws of an animal that sits on y = 236 and faces us. */
export function sittingBody(look: Look, { shoulder, hip, socks, belly, foot = 21 }: SittingShape): Part[] {
  const { tones } = look;
  const trunk = symmetricBlob(points(`128,136 ${128 + shoulder},152 ${128 + hip},200 ${128 + hip * 0.86},230 128,236`));
  const bib = blob(
    points(
      `128,146 ${128 + shoulder * 0.62},160 ${128 + hip * 0.44},192 128,208 ${128 - hip * 0.44},192 ${128 - shoulder * 0.62},160`,
    ),
  );
  const leg = ribbon(points("144,178 146,205 147,228"), [12, 11.5, 12]);
  const haunch = pelt(look, {
    path: ellipse(128 + hip * 0.78, 211, 24, 24),
    area: { at: [128 + hip, 206], rx: 22, ry: 20 },
    stripes: "hoops",
  });
  const limb = socks
    ? [body(leg, socks)]
    : pelt(look, { path: leg, area: { at: [146, 202], rx: 15, ry: 20 }, stripes: "hoops" });
  return [
    ...bothSides(haunch),
    ...pelt(look, { path: trunk, area: { at: [128, 186], rx: hip + 4, ry: 50 }, stripes: "hoops" }),
    detail(bib, belly),
    ...bothSides([
      body(ellipse(128 + hip * 0.86, 230, foot, 10), socks ?? tones.base),
      ...limb,
      body(ellipse(149, 230, 17, 10.5), socks ?? tones.base),
      line("M145 231v7M153 231v7", tones.line, 2.5, 0.7),
    ]),
  ];
}
