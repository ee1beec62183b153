import { cheeks, eyes } from "../face.js";
import type { Figure, Look } from "../figure.js";
import { mix } from "../palette.js";
import { ellipse, symmetricBlob } from "../path.js";
import { pelt } from "../pelt.js";
import { body, bothSides, detail, line, points, turned } from "../shape.js";
import { sittingBody } from "../sitting-body.js";

/** A round head with a wide snout of two nostrils, ears that fold forward, hooves, and a corkscrew tail. */
export function drawPig(look: Look): Figure {
  const { tones, pose } = look;
  const hooves = mix(tones.dark, "#4a3030", 0.45);
  const snout = mix(tones.light, "#ff9db0", 0.55);
  const skull = symmetricBlob(points("128,60 164,68 186,100 182,130 160,150 128,154"));
  const ear = turned(
    9 * pose.ears,
    [168, 72],
    [body("M142 66Q172 40 202 58Q216 80 208 110Q192 98 180 100Q170 76 142 66Z", tones.dark)],
  );
  const t = 5 * pose.tail;
  const tail = `M178 210C${196 + t} 214 ${206 + t} 196 ${198 + t} 190C${188 + t} 184 ${184 + t} 202 ${202 + t} 206C${216 + t} 208 ${222 + t} 196 ${218 + t} 184`;
  return {
    trunk: [
      line(tail, tones.line, 13),
      line(tail, tones.base, 8),
      ...sittingBody(look, { shoulder: 40, hip: 54, belly: tones.belly, foot: 20 }),
      ...bothSides([detail("M134 228Q149 222 164 228L164 240H134Z", hooves), line("M149 228v11", tones.light, 2.5)]),
    ],
    head: [
      ...pelt(look, {
        path: skull,
        area: { at: [128, 106], rx: 58, ry: 46 },
        stripes: "crown",
      }),
      ...bothSides([ear]),
      ...eyes(look, { dx: 32, y: 98, r: 10 }),
      ...cheeks(46, 126),
      line("M112 143Q128 154 144 143", "#2a2024", 3.5),
      body(ellipse(128, 124, 28, 19), snout),
      ...bothSides([detail(ellipse(138, 124, 5, 8), mix(snout, "#5a1c2e", 0.75))]),
    ],
    neck: [128, 148],
    hat: { at: [128, 65], width: 54, lean: 0 },
    scarf: { at: [128, 152], reach: 46, lean: 0 },
    ball: [52, 236],
  };
}
