import type { Random } from "../../../types.js";
import { mix } from "../palette.js";
import { ellipse } from "../path.js";
import { body, detail, line, type Part, round } from "../shape.js";
import { between, many, type Scene } from "./scene.js";

const COVERS = ["#2f8f8c", "#8a4a86", "#b8453f"] as const;

/** A living room: a buttoned sofa with cushions, wallpaper, a picture and a lamp. */
export function drawSofa(random: Random): Scene {
  const cover = COVERS[Math.floor(random() * COVERS.length)];
  const side = random() < 0.5 ? 1 : -1;
  const shift = round(between(random, -8, 8));
  return {
    parts: [
      detail("M0 0H256V256H0Z", "#f3dfc1"),
      detail(
        many(7, (i) => `M${i * 40 + shift} 0h16v140h-16z`),
        "#ecd0a9",
      ),
      picture(128 - side * between(random, 76, 90), between(random, 36, 50)),
      lamp(128 + side * between(random, 92, 104)),
      body("M18 112Q18 92 40 92H216Q238 92 238 112V232H18Z", cover),
      ...[70, 128, 186].map((x) => detail(ellipse(x + shift, 122, 5), mix(cover, "#000000", 0.35))),
      body("M10 190Q128 180 246 190V244H10Z", mix(cover, "#ffffff", 0.16)),
      line("M128 188V242", mix(cover, "#000000", 0.3), 3),
      body("M-8 150Q-8 132 14 132Q34 132 34 152V250H-8Z", mix(cover, "#ffffff", 0.08)),
      body("M264 150Q264 132 242 132Q222 132 222 152V250H264Z", mix(cover, "#ffffff", 0.08)),
      cushion(128 - side * between(random, 66, 76), 164, -side * 10),
      detail("M0 244H256V256H0Z", "#8a6242"),
    ],
    behind: cover,
  };
}

function picture(x: number, y: number): Part {
  return {
    transform: `translate(${round(x)} ${round(y)})`,
    parts: [
      body("M-30 -24h60v48h-60z", "#c98f4d"),
      detail("M-23 -17h46v34h-46z", "#cfeaf5"),
      detail("M-23 17L-6 -6L6 8L14 0L23 12V17Z", "#7fb77e"),
    ],
  };
}

function lamp(x: number): Part {
  return {
    transform: `translate(${round(x)} 0)`,
    parts: [
      line("M0 66V140", "#7a5a3c", 6),
      detail(ellipse(0, 62, 46, 44), "#fff0b0", 0.5),
      body("M-16 28H16L30 72H-30Z", "#ffd978"),
    ],
  };
}

function cushion(x: number, y: number, degrees: number): Part {
  return {
    transform: `translate(${round(x)} ${y}) rotate(${degrees})`,
    parts: [
      body("M-30 -26Q0 -18 30 -26Q22 0 30 26Q0 18 -30 26Q-22 0 -30 -26Z", "#f7d9a0"),
      detail("M-26 -4Q0 2 26 -4V6Q0 11 -26 6Z", "#e38a5b"),
    ],
  };
}
