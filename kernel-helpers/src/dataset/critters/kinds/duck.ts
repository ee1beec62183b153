import { eye } from "../face.js";
import type { Figure, Look } from "../figure.js";
import { blob, ellipse } from "../path.js";
import { pelt } from "../pelt.js";
import { body, detail, line, points, turned } from "../shape.js";

/** From the side: a boat of a body with a tail turned up, a round head, a flat bill and webbed feet. */
export function drawDuck(look: Look): Figure {
  const { tones, pose } = look;
  const hull = blob(
    points(
      `150,132 182,148 188,180 166,208 120,216 72,206 44,176 ${34 - 3 * pose.tail},${142 - 6 * pose.tail} 62,154 96,156 124,144`,
    ),
  );
  const wing = turned(
    8 * pose.ears,
    [140, 168],
    [body(blob(points("142,160 150,178 128,196 96,198 66,178 92,172 116,160")), tones.dark)],
  );
  const skull = ellipse(160, 96, 43, 41);
  const foot = (x: number) => [
    line(`M${x} 210v18`, "#d9741a", 8),
    body(`M${x - 10} 238Q${x} 222 ${x + 24} 238Z`, "#f59a2e"),
  ];
  return {
    trunk: [
      ...foot(106),
      ...foot(138),
      ...pelt(look, { path: hull, area: { at: [112, 176], rx: 74, ry: 36 }, stripes: "bars" }),
      { clip: hull, parts: [detail(ellipse(150, 214, 66, 30, -16), tones.belly)] },
      wing,
    ],
    head: [
      body(`M150 58Q146 40 156 38Q158 46 162 50Q164 40 174 42Q176 52 170 60Z`, tones.base),
      ...pelt(look, {
        path: skull,
        area: { at: [154, 94], rx: 42, ry: 40 },
        stripes: "bars",
      }),
      body("M194 96Q214 92 232 104Q238 112 226 116Q206 122 192 116Z", "#f8a02f"),
      line("M196 108Q214 112 231 108", "#a8560f", 3),
      ...eye(look, 174, 88, 11),
      detail(ellipse(166, 112, 12, 8), "#ff7f8e", 0.45),
    ],
    neck: [156, 130],
    hat: { at: [158, 60], width: 54, lean: 4 },
    scarf: { at: [156, 135], reach: 38, lean: 6 },
    ball: [212, 236],
  };
}
