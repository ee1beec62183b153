import type { Random } from "../../../types.js";
import { ellipse } from "../path.js";
import { detail, round } from "../shape.js";
import { between, hill, many, type Scene } from "./scene.js";

/** Dark blue hills under the moon and stars. */
export function drawNight(random: Random): Scene {
  const moon = [random() < 0.5 ? between(random, 30, 58) : between(random, 198, 226), between(random, 34, 56)] as const;
  return {
    parts: [
      detail("M0 0H256V256H0Z", "#1c2557"),
      detail("M0 90H256V256H0Z", "#2a3572"),
      detail(
        many(22, () => star(between(random, 4, 252), between(random, 6, 132), between(random, 3, 6.5))),
        "#fff8d8",
      ),
      detail(ellipse(moon[0], moon[1], 36), "#8f9be0", 0.35),
      detail(ellipse(moon[0], moon[1], 25), "#fff4c4"),
      detail(ellipse(moon[0] - 8, moon[1] - 6, 5), "#ead9a0"),
      detail(ellipse(moon[0] + 9, moon[1] + 7, 4), "#ead9a0"),
      detail(hill(random, 144, 14), "#25406b"),
      detail(hill(random, 184, 8), "#1d4a5c"),
      detail(hill(random, 224, 6), "#17404e"),
    ],
    behind: "#263a68",
  };
}

function star(x: number, y: number, r: number): string {
  const [cx, cy, s, q] = [round(x), round(y), round(r), round(r * 0.3)];
  return `M${cx} ${cy - s}l${q} ${s - q}l${s - q} ${q}l${q - s} ${q}l${-q} ${s - q}l${-q} ${q - s}l${q - s} ${-q}l${s - q} ${-q}z`;
}
