import { cheeks, eyes, smile } from "../face.js";
import type { Figure, Look } from "../figure.js";
import { ellipse, ribbon, symmetricBlob } from "../path.js";
import { pelt } from "../pelt.js";
import { body, bothSides, detail, points, turned } from "../shape.js";

/** A big round head with small round ears, a round muzzle, a wide trunk, and soles turned to us. */
export function drawBear(look: Look): Figure {
  const { tones, pose } = look;
  const skull = symmetricBlob(points("128,52 162,60 184,90 180,124 160,144 128,150"));
  const trunk = symmetricBlob(points("128,130 166,146 188,186 180,222 156,236 128,237"));
  const arm = turned(
    7 * pose.tail,
    [170, 160],
    pelt(look, {
      path: ribbon(points("164,156 186,172 194,196"), [15, 15, 15]),
      area: { at: [182, 176], rx: 22, ry: 28 },
      stripes: "hoops",
    }),
  );
  return {
    trunk: [
      ...pelt(look, { path: trunk, area: { at: [128, 186], rx: 62, ry: 50 }, stripes: "hoops" }),
      detail(ellipse(128, 192, 33, 34), tones.belly),
      ...bothSides([
        arm,
        body(ellipse(168, 220, 24, 21), tones.base),
        detail(ellipse(168, 224, 13, 10), tones.belly),
        ...[-11, 0, 11].map((dx) => detail(ellipse(168 + dx, 209 + Math.abs(dx) * 0.2, 4), tones.belly)),
      ]),
    ],
    head: [
      ...bothSides([
        turned(
          6 * pose.ears,
          [170, 66],
          [body(ellipse(171, 60, 22), tones.base), detail(ellipse(171, 61, 12), tones.belly)],
        ),
      ]),
      ...pelt(look, {
        path: skull,
        area: { at: [128, 100], rx: 56, ry: 48 },
        stripes: "crown",
      }),
      detail(ellipse(128, 123, 31, 24), tones.belly),
      ...eyes(look, { dx: 26, y: 94, r: 9.5 }),
      ...cheeks(46, 114),
      detail("M112 108Q128 100 144 108Q144 120 128 124Q112 120 112 108Z", "#2a2024"),
      detail(ellipse(122, 109, 4.5, 2.5, -12), "#ffffff", 0.75),
      ...smile(128, 123, 26),
    ],
    neck: [128, 144],
    hat: { at: [128, 57], width: 60, lean: 0 },
    scarf: { at: [128, 148], reach: 46, lean: 0 },
    ball: [52, 236],
  };
}
