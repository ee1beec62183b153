import { eyes } from "../face.js";
import type { Figure, Look } from "../figure.js";
import { ellipse, ribbon, symmetricBlob } from "../path.js";
import { pelt } from "../pelt.js";
import { body, bothSides, detail, line, points, turned } from "../shape.js";
import { sittingBody } from "../sitting-body.js";

/** Hanging ears in the dark tone, a large light muzzle with a big nose, the tongue out. */
export function drawDog(look: Look): Figure {
  const { tones, pose } = look;
  const skull = symmetricBlob(points("128,54 156,58 176,84 176,118 160,146 128,154"));
  const tail = ribbon(points(`166,222 194,206 ${206 + 8 * pose.tail},178 ${200 + 14 * pose.tail},160`), [9, 11, 9, 5]);
  const ear = turned(
    -9 * pose.ears,
    [164, 66],
    [body("M152 60Q184 52 198 84Q210 122 196 144Q180 152 172 128Q170 96 152 60Z", tones.dark)],
  );
  const muzzle = symmetricBlob(points("128,100 146,106 160,126 152,146 128,152"));
  return {
    trunk: [body(tail, tones.base), ...sittingBody(look, { shoulder: 35, hip: 48, belly: tones.belly, foot: 23 })],
    head: [
      ...pelt(look, {
        path: skull,
        area: { at: [128, 100], rx: 50, ry: 46 },
        stripes: "crown",
      }),
      ...bothSides([ear]),
      detail("M116 138Q117 166 128 167Q139 166 140 138Z", "#f0697d"),
      line("M128 146v13", "#c4485e", 2.5),
      detail(muzzle, tones.belly),
      line("M128 126v12M104 135Q116 146 128 138Q140 146 152 135", "#2a2024", 3.5),
      detail("M109 112Q128 100 147 112Q146 126 128 130Q110 126 109 112Z", "#2a2024"),
      detail(ellipse(121, 113, 5, 3, -15), "#ffffff", 0.75),
      ...eyes(look, { dx: 25, y: 92, r: 11 }),
      line("M92 76Q100 69 110 73M164 76Q156 69 146 73", tones.line, 3.5, 0.8),
    ],
    neck: [128, 148],
    hat: { at: [128, 62], width: 62, lean: 0 },
    scarf: { at: [128, 154], reach: 42, lean: 0 },
    ball: [58, 236],
  };
}
