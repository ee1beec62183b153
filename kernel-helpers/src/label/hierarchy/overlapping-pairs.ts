/** A text's place in the picture. */
export interface CentredBox {
  /** the middle, pixels */
  readonly x: number;
  readonly y: number;
  /** pixels */
  readonly width: number;
  readonly height: number;
}

/**
 * Which boxes overlap, found through a grid of cells as large as the largest box: a box can only meet those of the nine cells around its middle.
 * @param gap boxes nearer than this overlap, pixels
 * @returns for each box the indices of the earlier ones that it overlaps, in any order
 */
export function overlappingPairs(boxes: readonly CentredBox[], gap: number): readonly (readonly number[])[] {
  const cellWidth = Math.max(1, ...boxes.map(({ width }) => width)) + gap;
  const cellHeight = Math.max(1, ...boxes.map(({ height }) => height)) + gap;
  const columns = new Map<number, Map<number, number[]>>();
  return boxes.map((box, i) => {
    const column = Math.floor(box.x / cellWidth);
    const row = Math.floor(box.y / cellHeight);
    const found: number[] = [];
    for (const dx of [-1, 0, 1]) {
      const cells = columns.get(column + dx);
      if (cells === undefined) continue;
      for (const dy of [-1, 0, 1]) {
        for (const j of cells.get(row + dy) ?? []) if (overlap(box, boxes[j], gap)) found.push(j);
      }
    }
    const ownColumn = columns.get(column) ?? new Map<number, number[]>();
    const ownCell = ownColumn.get(row) ?? [];
    ownCell.push(i);
    columns.set(column, ownColumn.set(row, ownCell));
    return found;
  });
}

function overlap(a: CentredBox, b: CentredBox, gap: number): boolean {
  const across = (a.width + b.width) / 2 + gap;
  return Math.abs(a.x - b.x) < across && Math.abs(a.y - b.y) < (a.height + b.height) / 2 + gap;
}

/**
 * How far one must zoom in until two boxes part: middles move away from one another, sizes stay.
 * @returns a factor on the present zoom: above 1 when they overlap; Infinity when their middles are one
 */
export function separationScale(a: CentredBox, b: CentredBox, gap: number): number {
  const across = (a.width + b.width) / 2 + gap;
  const down = (a.height + b.height) / 2 + gap;
  return Math.min(across / Math.abs(a.x - b.x), down / Math.abs(a.y - b.y));
}
