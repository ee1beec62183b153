import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { readLines } from "../../../kernel-helpers/src/label/batch/read-lines.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function linesOf(text: string, longest: number): Promise<string[]> {
  const path = join(folder, "lines.txt");
  await writeFile(path, text);
  const lines: string[] = [];
  for await (const line of readLines(path, longest)) lines.push(line);
  return lines;
}

describe("readLines", () => {
  it("gives the lines that are neither empty nor too long", async () => {
    const line = fc.string({ unit: fc.constantFrom("a", "ü", "☃", " ", "{"), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 9 }), async (lines) => {
        const expected = lines.filter((one) => one.trim() !== "" && one.length <= 8);
        expect(await linesOf(lines.join("\n"), 8)).toEqual(expected);
      }),
    );
  });

  it("leaves out a line of many chunks and reads the ones beside it", async () => {
    const long = "x".repeat(1_000_000);
    expect(await linesOf(`first\n${long}\nsecond\n${long}`, 200_000)).toEqual(["first", "second"]);
  });
});
