/** Whether a version such as "4.6.6" or "20.19.0-rc.1" is the least one or newer, by its first three numbers. */
export function atLeast(version: string, least: string): boolean {
  const [have, need] = [numbersOf(version), numbersOf(least)];
  for (let i = 0; i < 3; i++) if (have[i] !== need[i]) return have[i] > need[i];
  return true;
}

function numbersOf(version: string): readonly number[] {
  const numbers = version
    .split(/[.-]/)
    .slice(0, 3)
    .map((part) => Number.parseInt(part, 10) || 0);
  return [...numbers, 0, 0, 0];
}
