import type { Random } from "../../../types.js";
import { ellipse } from "../path.js";
import { detail, line, type Part, round } from "../shape.js";
import { between, hill, many, type Scene } from "./scene.js";

/** Sand and sea: a sun, a sail, a parasol, shells. */
export function drawBeach(random: Random): Scene {
  const sail = round(between(random, 90, 170));
  const side = random() < 0.5 ? 1 : -1;
  return {
    parts: [
      detail("M0 0H256V256H0Z", "#a9e3f5"),
      detail(ellipse(128 - side * between(random, 70, 100), between(random, 30, 46), 21), "#fff0a0"),
      detail("M0 104H256V180H0Z", "#2f9fd0"),
      line([118, 132, 146].map((y) => wave(between(random, -30, 0), y)).join(""), "#8ed2ee", 3),
      detail(`M${sail - 20} 104h40l-8 11h-24zM${sail} 100V66l22 34zM${sail - 4} 100V74l-14 26z`, "#ffffff"),
      detail(hill(random, 160, 4), "#c9eef0"),
      detail(hill(random, 168, 4), "#f4d9a0"),
      parasol(128 + side * between(random, 88, 102), between(random, 176, 190)),
      detail(
        many(9, () => ellipse(between(random, 6, 250), between(random, 184, 250), 4, 2.6)),
        "#dcb572",
      ),
      star(between(random, 20, 236), between(random, 206, 246)),
    ],
    behind: "#c5d4c2",
  };
}

function wave(x: number, y: number): string {
  return `M${round(x)} ${y}${"q12 -8 24 0t24 0".repeat(7)}`;
}

function parasol(x: number, y: number): Part {
  return {
    transform: `translate(${round(x)} ${round(y)}) rotate(8)`,
    parts: [
      line("M0 -92V0", "#8a5a33", 5),
      detail("M-52 -88A52 46 0 0 1 52 -88Z", "#ff6b5e"),
      detail(
        "M-30 -88A30 46 0 0 1 -10 -132A52 46 0 0 0 -8 -133Q-14 -110 -12 -88ZM12 -88Q14 -110 8 -133Q28 -124 32 -88Z",
        "#fff6e6",
      ),
    ],
  };
}

function star(x: number, y: number): Part {
  const points = Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 === 0 ? 10 : 4.5;
    return `${round(x + r * Math.sin((i * Math.PI) / 5))} ${round(y - r * Math.cos((i * Math.PI) / 5))}`;
  });
  return detail(`M${points.join("L")}Z`, "#ee7d4d");
}
