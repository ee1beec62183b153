import { cheeks, eyes, smile } from "../face.js";
import type { Figure, Look } from "../figure.js";
import { blob, ellipse, symmetricBlob } from "../path.js";
import { pelt } from "../pelt.js";
import { body, bothSides, detail, line, points, turned } from "../shape.js";
import { sittingBody } from "../sitting-body.js";

/** Two long ears, one may fold; a small round head, front teeth, big feet and a cotton tail. */
export function drawRabbit(look: Look): Figure {
  const { tones, pose } = look;
  const skull = symmetricBlob(points("128,88 154,94 174,120 170,142 152,158 128,162"));
  const outer = blob(points("147,100 138,56 146,16 160,12 170,30 172,64 164,102"));
  const inner = blob(points("152,96 148,58 153,28 160,26 164,40 164,66 159,98"));
  const ear = (degrees: number) =>
    turned(
      degrees,
      [155, 102],
      [
        ...pelt(look, { path: outer, area: { at: [156, 56], rx: 20, ry: 44 }, stripes: "hoops" }),
        detail(inner, "#f6a9b4"),
      ],
    );
  return {
    trunk: [
      body(ellipse(182, 214, 20, 19), tones.belly),
      ...sittingBody(look, { shoulder: 30, hip: 44, belly: tones.belly, foot: 29 }),
    ],
    head: [
      { transform: "translate(256 0) scale(-1 1)", parts: [ear(4 + 7 * pose.ears)] },
      ear(10 + 14 * pose.ears),
      ...pelt(look, {
        path: skull,
        area: { at: [128, 124], rx: 48, ry: 37 },
        stripes: "crown",
      }),
      detail("M120 146h16v13q-8 4-16 0Z", "#ffffff"),
      line("M128 147v12", tones.line, 2.2),
      detail(ellipse(116, 141, 14, 10.5), tones.belly),
      detail(ellipse(140, 141, 14, 10.5), tones.belly),
      ...eyes(look, { dx: 26, y: 122, r: 11 }),
      ...cheeks(37, 140),
      detail("M119 130Q128 126 137 130Q134 138 128 139Q122 138 119 130Z", "#ef7f95"),
      ...smile(128, 138, 22, 6),
      ...bothSides([line("M156 139L186 133M156 145L186 148", tones.line, 2, 0.6)]),
    ],
    size: 0.94,
    neck: [128, 158],
    hat: { at: [128, 93], width: 46, lean: 0 },
    scarf: { at: [128, 160], reach: 38, lean: 0 },
    ball: [60, 236],
  };
}
