import type { Random } from "../../../types.js";
import { ellipse } from "../path.js";
import { detail, type Part, round } from "../shape.js";
import { between, hill, many, type Scene } from "./scene.js";

/** Snowy hills with fir trees under a pale winter sky, and falling flakes. */
export function drawSnow(random: Random): Scene {
  const trees = [between(random, 8, 40), between(random, 62, 86), between(random, 178, 200), between(random, 216, 248)];
  return {
    parts: [
      detail("M0 0H256V256H0Z", "#bcd3e6"),
      detail(hill(random, 124, 14), "#d6e6f2"),
      ...trees.map((x) => fir(x, between(random, 150, 166), between(random, 0.85, 1.25))),
      detail(hill(random, 166, 8), "#f3f8fc"),
      detail(hill(random, 216, 8), "#e2edf6"),
      detail(
        many(22, () => ellipse(between(random, 0, 256), between(random, 0, 180), between(random, 2.4, 4.6))),
        "#ffffff",
        0.95,
      ),
    ],
    behind: "#e3edf5",
  };
}

function fir(x: number, y: number, scale: number): Part {
  return {
    transform: `translate(${round(x)} ${round(y)}) scale(${round(scale)})`,
    parts: [
      detail("M-5 -8h10v18h-10z", "#6f5140"),
      detail("M0 -92L20 -54H12L28 -28H18L34 0H-34L-18 -28H-28L-12 -54H-20Z", "#4c8273"),
      detail(
        "M0 -92L12 -68Q4 -62 0 -68Q-6 -62 -12 -68ZM-18 -40Q-8 -44 -2 -38Q8 -46 20 -40L14 -50H-12ZM-24 -12Q-10 -18 0 -12Q12 -18 24 -12L18 -24H-18Z",
        "#ffffff",
      ),
    ],
  };
}
