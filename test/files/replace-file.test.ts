import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replaceFile } from "../../kernel-helpers/src/files/replace-file.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "replace-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe("replaceFile", () => {
  it("makes the folders and writes the file, then another in its place", async () => {
    const path = join(folder, "a", "b", "page.html");
    await replaceFile(path, "one");
    await replaceFile(path, new TextEncoder().encode("two"));
    expect(await readFile(path, "utf8")).toBe("two");
    expect(await readdir(join(folder, "a", "b"))).toEqual(["page.html"]);
  });

  it("leaves nothing behind when it cannot", async () => {
    const path = join(folder, "taken");
    await mkdir(path);
    await expect(replaceFile(path, "one")).rejects.toThrow();
    expect(await readdir(folder)).toEqual(["taken"]);
  });
});
