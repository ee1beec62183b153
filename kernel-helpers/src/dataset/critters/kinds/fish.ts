import { eye } from "../face.js";
import type { Figure, Look } from "../figure.js";
import { blob, curve, ellipse } from "../path.js";
import { pelt } from "../pelt.js";
import { body, detail, line, points, turned } from "../shape.js";

/** From the side, leaping out of a puddle: an oval with a fan of a tail, fins, a round eye and a small mouth. */
export function drawFish(look: Look): Figure {
  const { tones, pose } = look;
  const hull = blob(points("216,126 198,94 158,74 112,80 72,108 62,124 72,142 112,172 158,178 198,158"));
  const tail = turned(
    9 * pose.tail,
    [72, 124],
    [
      body(blob(points("80,124 56,100 30,76 24,92 38,124 24,158 32,174 56,148")), tones.dark),
      line("M62 116L40 96M60 124H44M62 132L40 154", tones.line, 2.5, 0.5),
    ],
  );
  const fin = turned(
    10 * pose.ears,
    [140, 140],
    [body(blob(points("146,136 128,132 102,144 98,158 120,162 142,152")), tones.dark)],
  );
  const drops: readonly (readonly number[])[] = [
    [70, 204, 7],
    [96, 190, 5],
    [168, 196, 6],
    [190, 206, 8],
    [128, 198, 6],
  ];
  return {
    trunk: [
      detail(ellipse(128, 230, 78, 15), "#3f97d8"),
      detail(ellipse(128, 227, 62, 9), "#9fdcf7"),
      line(curve(points("82,228 100,232 128,233 156,232 174,228")), "#ffffff", 3, 0.8),
      ...drops.map(([x, y, r]) =>
        detail(
          `M${x} ${y - r * 1.7}Q${x + r * 1.4} ${y} ${x} ${y + r}Q${x - r * 1.4} ${y} ${x} ${y - r * 1.7}Z`,
          "#7cc9f2",
        ),
      ),
      tail,
      body("M104 86Q116 46 152 48Q168 54 176 82Q140 72 104 86Z", tones.dark),
      body("M128 168Q130 196 150 198Q160 190 160 170Z", tones.dark),
      ...pelt(look, { path: hull, area: { at: [120, 118], rx: 60, ry: 50 }, stripes: "bars" }),
      { clip: hull, parts: [detail(ellipse(146, 188, 84, 36, -4), tones.belly)] },
      line("M162 92Q146 124 164 158", tones.line, 3.5, 0.75),
      fin,
    ],
    head: [
      ...eye(look, 184, 112, 13, "#ffffff"),
      line("M212 137Q204 145 194 140", "#2a2024", 4),
      detail(ellipse(180, 138, 11, 7.5), "#ff7f8e", 0.45),
    ],
    neck: [170, 126],
    hat: { at: [166, 78], width: 56, lean: 14 },
    scarf: { at: [152, 126], reach: 50, lean: 88 },
    ball: [216, 236],
  };
}
