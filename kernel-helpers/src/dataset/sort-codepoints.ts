/** A new array in code point order: the same on every machine, whatever its language. */
export function sortCodepoints(texts: readonly string[]): string[] {
  return [...texts].sort(compareCodepoints);
}

/** Code point order; plain < compares UTF-16 units and puts emoji before some letters. */
export function compareCodepoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

// surrogates stand for code points above all single units
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
