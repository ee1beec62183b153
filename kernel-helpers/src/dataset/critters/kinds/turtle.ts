import { eye } from "../face.js";
import type { Figure, Look } from "../figure.js";
import { lightness, mix } from "../palette.js";
import { ellipse, ribbon } from "../path.js";
import { pelt } from "../pelt.js";
import { body, detail, line, points, turned } from "../shape.js";

/** From the side: a domed shell with plates, stout legs, and a smiling head on a long neck. The coat colour is the shell's. */
export function drawTurtle(look: Look): Figure {
  const { tones, pose } = look;
  const skin = mix(tones.light, lightness(tones.base) > 0.9 ? "#cfd8b4" : "#e6f0c8", 0.45);
  const dome = "M34 200C32 132 66 96 112 96C158 96 190 132 190 200Q112 216 34 200Z";
  const legs = (x: number) => body(ribbon(points(`${x},196 ${x},216 ${x + 3},230`), [16, 15, 17]), skin);
  const neck = ribbon(points("168,204 192,192 202,168 206,148"), [17, 17, 16, 15]);
  return {
    trunk: [
      turned(10 * pose.tail, [40, 204], [body("M48 196Q24 204 12 222Q36 226 56 214Z", skin)]),
      legs(66),
      legs(154),
      body(neck, skin),
      ...pelt(look, { path: dome, area: { at: [112, 156], rx: 74, ry: 58 }, stripes: "bars" }),
      ...(look.coat === "plain" ? plates(tones.dark) : []),
      body("M28 196Q112 178 196 196Q202 206 194 212Q112 226 30 212Q22 206 28 196Z", mix(tones.dark, tones.base, 0.3)),
      legs(98),
    ],
    head: [
      body(ellipse(208, 128, 34, 31), skin),
      ...eye({ ...look, tones: { ...tones, base: skin } }, 216, 120, 10.5),
      line("M236 136Q226 148 210 144", "#2a2024", 3.5),
      detail(ellipse(204, 139, 10, 7), "#ff7f8e", 0.5),
    ],
    size: 0.9,
    neck: [200, 158],
    hat: { at: [206, 101], width: 48, lean: 3 },
    scarf: { at: [202, 162], reach: 27, lean: 8 },
    ball: [232, 236],
  };
}

function plates(colour: string): ReturnType<typeof line>[] {
  return [
    line(
      "M92 122L132 122L148 150L132 178L92 178L76 150ZM92 122L80 104M132 122L146 106M148 150H184M132 178L140 198M92 178L84 198M76 150H40",
      colour,
      6,
    ),
  ];
}
