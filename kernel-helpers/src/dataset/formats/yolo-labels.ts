import type { Box } from "../../types.js";

export interface YoloLabels {
  /** in shares of the image's width and height */
  readonly boxes: readonly Box[];
  /** in words, a line each */
  readonly bad: readonly string[];
  readonly outlines: number;
}

/** Reads lines of "class centre-x centre-y width height", or "class x1 y1 x2 y2 x3 y3 ..." for an outline; all in shares of the image. */
export function readYoloLabels(content: string, names: ReadonlyMap<number, string>): YoloLabels {
  const boxes: Box[] = [];
  const bad: string[] = [];
  let outlines = 0;
  for (const [index, line] of content.split(/\r?\n/).entries()) {
    const words = line.trim().split(/\s+/);
    if (words[0] === "") continue;
    const [classNumber, ...numbers] = words.map(Number);
    const className = names.get(classNumber);
    if (className === undefined)
      bad.push(`line ${index + 1}: class ${words[0].slice(0, 20)} has no name in the YAML file.`);
    else if (
      !numbers.every(Number.isFinite) ||
      !(numbers.length === 4 || (numbers.length >= 6 && numbers.length % 2 === 0))
    )
      bad.push(`line ${index + 1}: must be a class and 4 numbers, or a class and the points of an outline.`);
    else if (numbers.length === 4) {
      const [centreX, centreY, width, height] = numbers;
      boxes.push({ className, x: centreX - width / 2, y: centreY - height / 2, width, height });
    } else {
      outlines += 1;
      boxes.push({ className, ...around(numbers) });
    }
  }
  return { boxes, bad, outlines };
}

function around(points: readonly number[]): Omit<Box, "className"> {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]);
    right = Math.max(right, points[i]);
    top = Math.min(top, points[i + 1]);
    bottom = Math.max(bottom, points[i + 1]);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
