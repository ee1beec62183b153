import type { Random } from "../../../types.js";
import { ellipse } from "../path.js";
import { detail, type Part, round } from "../shape.js";
import { between, hill, type Scene } from "./scene.js";

/** Under trees: trunks, leaves overhead, light between them, ferns and mushrooms. */
export function drawForest(random: Random): Scene {
  const far = Array.from({ length: 6 }, (_, i) =>
    trunk(between(random, 8, 36) + i * 42, between(random, 8, 12), "#55794f"),
  );
  const near = [between(random, 6, 34), between(random, 222, 250), between(random, 60, 90)].map((x) =>
    trunk(x, between(random, 15, 20), "#5f4431"),
  );
  const leaves = Array.from({ length: 13 }, (_, i) =>
    detail(
      ellipse(
        i * 21 + between(random, -8, 8),
        between(random, -2, 22),
        between(random, 24, 34),
        between(random, 20, 28),
      ),
      i % 3 === 0 ? "#2f6b3c" : i % 3 === 1 ? "#3c8046" : "#28592f",
    ),
  );
  return {
    parts: [
      detail("M0 0H256V256H0Z", "#8fbf7a"),
      detail(ellipse(128, 84, 120, 78), "#c6dd94", 0.8),
      ...far,
      detail(hill(random, 160, 8), "#45803f"),
      ...near,
      ...leaves,
      detail(hill(random, 190, 6), "#3a6c36"),
      ...Array.from({ length: 3 }, () =>
        mushroom(between(random, 14, 242), between(random, 200, 246), between(random, 0.8, 1.15)),
      ),
    ],
    behind: "#6c9c5c",
  };
}

function trunk(x: number, half: number, colour: string): Part {
  const [l, r, w] = [round(x - half), round(x + half), round(half * 0.5)];
  return detail(`M${l} -4H${r}Q${r - 1} 140 ${r + w} 190H${l - w}Q${l + 1} 140 ${l} -4Z`, colour);
}

function mushroom(x: number, y: number, scale: number): Part {
  return {
    transform: `translate(${round(x)} ${round(y)}) scale(${round(scale)})`,
    parts: [
      detail("M-5 0Q-3 -10 -4 -14H4Q3 -10 5 0Z", "#f7ecd6"),
      detail("M-15 -12Q-12 -28 0 -28Q12 -28 15 -12Z", "#dd4a3c"),
      detail(ellipse(-5, -19, 3), "#ffffff"),
      detail(ellipse(5, -21, 2.5), "#ffffff"),
    ],
  };
}
