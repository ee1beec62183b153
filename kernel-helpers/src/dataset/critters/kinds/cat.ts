import { cheeks, eyes, smile } from "../face.js";
import type { Figure, Look } from "../figure.js";
import { ellipse, ribbon, symmetricBlob } from "../path.js";
import { pelt } from "../pelt.js";
import { body, bothSides, detail, line, points, turned } from "../shape.js";
import { sittingBody } from "../sitting-body.js";

/** Wide head, pointed ears, whiskers, a long tail with a curl. */
export function drawCat(look: Look): Figure {
  const { tones, pose } = look;
  const skull = symmetricBlob(points("128,62 160,66 184,94 186,118 168,142 128,152"));
  const tail = ribbon(
    points(`168,222 206,220 222,${192 - 8 * pose.tail} ${208 + 6 * pose.tail},166 ${216 + 10 * pose.tail},150`),
    [9, 10, 10, 10, 8],
  );
  const ear = turned(
    7 * pose.ears,
    [165, 80],
    [
      body("M140 70Q158 38 184 30Q194 60 186 100Z", tones.base),
      detail("M154 68Q166 50 179 46Q184 64 180 84Z", "#f7a3a6"),
    ],
  );
  return {
    trunk: [
      ...pelt(look, { path: tail, area: { at: [212, 190], rx: 26, ry: 40 }, stripes: "hoops" }),
      ...sittingBody(look, { shoulder: 32, hip: 46, belly: tones.belly }),
    ],
    head: [
      ...bothSides([ear]),
      ...pelt(look, {
        path: skull,
        area: { at: [128, 106], rx: 58, ry: 44 },
        stripes: "crown",
      }),
      detail(ellipse(117, 129, 15, 12), tones.belly),
      detail(ellipse(139, 129, 15, 12), tones.belly),
      ...eyes(look, { dx: 28, y: 106, r: 11.5, iris: "#b7d84b" }),
      ...cheeks(44, 126),
      detail("M119 117Q128 113 137 117Q134 126 128 127Q122 126 119 117Z", "#ee7482"),
      ...smile(128, 126, 24),
      ...bothSides([line("M160 126L196 118M160 132L198 134", tones.line, 2.2, 0.75)]),
    ],
    neck: [128, 148],
    hat: { at: [128, 68], width: 58, lean: 0 },
    scarf: { at: [128, 150], reach: 40, lean: 0 },
    ball: [62, 236],
  };
}
