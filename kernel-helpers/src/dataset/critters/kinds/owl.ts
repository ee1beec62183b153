import { eyes } from "../face.js";
import type { Figure, Look } from "../figure.js";
import { lightness, mix } from "../palette.js";
import { blob, ellipse, symmetricBlob } from "../path.js";
import { pelt } from "../pelt.js";
import { body, bothSides, detail, line, points, type Shape, turned } from "../shape.js";

/** One egg of a body with ear tufts, eye discs, a beak, folded wings and claws. */
export function drawOwl(look: Look): Figure {
  const { tones, pose } = look;
  const egg = symmetricBlob(points("128,66 164,58 182,46 186,84 192,130 190,180 170,218 128,230"));
  const chest = symmetricBlob(points("128,136 156,146 166,180 152,212 128,220"));
  const wing = turned(
    -7 - 7 * pose.tail,
    [184, 128],
    [body(blob(points("178,118 200,134 208,172 194,214 178,190 174,150")), tones.dark)],
  );
  const disc = lightness(tones.base) > 0.9 ? "#ede3d6" : mix(tones.belly, "#fff6e2", 0.4);
  const chestMarks = pelt(
    { ...look, tones: { ...tones, base: tones.belly, mark: lightness(tones.base) < 0.5 ? tones.base : tones.mark } },
    { path: chest, area: { at: [128, 180], rx: 34, ry: 40 }, stripes: "hoops" },
  );
  return {
    trunk: [
      ...bothSides([body("M136 222q-3 16 2 16q6 2 7-6q3 8 9 6q5-2 4-16Z", "#f2a531")]),
      ...pelt(look, {
        path: egg,
        area: { at: [128, 180], rx: 66, ry: 54 },
        stripes: "hoops",
      }),
      detail(chest, tones.belly),
      ...(look.coat === "plain" ? scallops(tones.dark) : chestMarks),
      ...bothSides([wing]),
    ],
    head: [
      ...bothSides([body(ellipse(154, 106, 31, 31), disc)]),
      ...eyes(look, { dx: 25, y: 106, r: 17, iris: "#ffc93c" }),
      body("M128 148Q114 130 118 118Q128 108 138 118Q142 130 128 148Z", "#f2962b"),
    ],
    neck: [128, 110],
    hat: { at: [128, 66], width: 62, lean: 0 },
    scarf: { at: [128, 146], reach: 56, lean: 0 },
    ball: [52, 236],
  };
}

/** Rows of breast feathers. */
function scallops(colour: string): Shape[] {
  return points("106,166 128,166 150,166 117,186 139,186 128,204").map(([x, y]) =>
    line(`M${x - 8} ${y}q8 10 16 0`, colour, 3.5),
  );
}
