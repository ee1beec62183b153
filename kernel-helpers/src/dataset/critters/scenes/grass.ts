import type { Random } from "../../../types.js";
import { ellipse } from "../path.js";
import { detail, line, type Part, round } from "../shape.js";
import { between, hill, many, type Scene } from "./scene.js";

const PETALS = ["#ffffff", "#ff6f91", "#ffd93b"] as const;

/** A meadow under a blue sky: clouds, hills, tufts and flowers. */
export function drawGrass(random: Random): Scene {
  const cloud = (x: number, y: number, s: number): Part => ({
    transform: `translate(${round(x)} ${round(y)}) scale(${s})`,
    parts: [detail("M-34 10a14 14 0 0 1 6-27a20 20 0 0 1 38-4a15 15 0 0 1 22 31z", "#ffffff", 0.95)],
  });
  const tuft = (): string => {
    const x = round(between(random, 6, 250));
    const y = round(between(random, 178, 250));
    return `M${x - 6} ${y - 9}L${x} ${y}L${x + 1} ${y - 13}M${x} ${y}L${x + 8} ${y - 9}`;
  };
  return {
    parts: [
      detail("M0 0H256V256H0Z", "#a5dcf8"),
      cloud(between(random, 30, 80), between(random, 28, 56), between(random, 0.8, 1.2)),
      cloud(between(random, 176, 232), between(random, 34, 76), between(random, 0.6, 1)),
      detail(hill(random, 138, 14), "#94d56b"),
      detail(hill(random, 172, 9), "#6cbf4b"),
      line(many(9, tuft), "#3f8f3a", 3),
      ...Array.from({ length: 8 }, () => flower(random)).flat(),
    ],
    behind: "#8fd08a",
  };
}

function flower(random: Random): Part[] {
  const x = between(random, 8, 248);
  const y = between(random, 172, 248);
  const colour = PETALS[Math.floor(random() * PETALS.length)];
  const petal = (i: number): string => {
    const angle = (i * 2 * Math.PI) / 5;
    return ellipse(x + 5 * Math.cos(angle), y + 5 * Math.sin(angle), 3.6);
  };
  return [detail(many(5, petal), colour), detail(ellipse(x, y, 3.2), colour === "#ffd93b" ? "#e8842a" : "#ffd23b")];
}
