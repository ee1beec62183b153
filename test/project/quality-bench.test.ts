import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readNpy } from "../../bench/read-npy.mjs";
import { createRandom } from "../../kernel-helpers/src/linalg/random.js";

const BENCH = resolve("bench/m2m.mjs");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bench-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file as numpy writes it. */
function npy(header: string, numbers: Uint8Array, version = 1): Buffer {
  const text = `${header.padEnd(53)}\n`;
  const size = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) size.writeUInt16LE(text.length);
  else size.writeUInt32LE(text.length);
  return Buffer.concat([
    Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, "latin1"),
    size,
    Buffer.from(text),
    numbers,
  ]);
}

function header(descr: string, shape: string, order = "False"): string {
  return `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
}

function bytesOf(values: Float32Array | Float64Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer);
}

function read(content: Uint8Array): { rows: number; columns: number; data: Float32Array } {
  const path = join(folder, "x.npy");
  writeFileSync(path, content);
  return readNpy(path);
}

describe("readNpy", () => {
  const values = [1, -2.5, 0, 65504, 1023 * 2 ** -24, 0.5];
  const expected = { rows: 2, columns: 3, data: Float32Array.from(values) };

  it.each([1, 2, 3])("reads float32 and float64 of format %i", (version) => {
    expect(read(npy(header("<f4", "(2, 3)"), bytesOf(Float32Array.from(values)), version))).toEqual(expected);
    expect(read(npy(header("<f8", "(2, 3)"), bytesOf(Float64Array.from(values)), version))).toEqual(expected);
  });

  it("reads float16, its smallest numbers and infinity included", () => {
    // numpy 2.4.6: np.array([1, -2.5, 0, 65504, 6.0975551605224609e-05, 0.5], "f2").view("u2")
    const halves = Uint16Array.of(0x3c00, 0xc100, 0x0000, 0x7bff, 0x03ff, 0x3800);
    expect(read(npy(header("<f2", "(2, 3)"), bytesOf(halves)))).toEqual(expected);
    const rest = read(npy(header("<f2", "(1, 3)"), bytesOf(Uint16Array.of(0x0001, 0xfc00, 0x7e00))));
    expect([...rest.data]).toEqual([2 ** -24, Number.NEGATIVE_INFINITY, Number.NaN]);
  });

  it("reads an array without rows", () => {
    expect(read(npy(header("<f4", "(0, 3)"), new Uint8Array(0)))).toEqual({
      rows: 0,
      columns: 3,
      data: new Float32Array(0),
    });
  });

  it.each([
    ["another type", npy(header("<i8", "(1, 3)"), new Uint8Array(24)), "holds '<i8'; save it as little-endian float32"],
    ["big-endian numbers", npy(header(">f4", "(1, 3)"), new Uint8Array(12)), "holds '>f4'"],
    ["columns first", npy(header("<f4", "(1, 3)", "True"), new Uint8Array(12)), "column by column"],
    ["one dimension", npy(header("<f4", "(3,)"), new Uint8Array(12)), "has shape (3,); give rows and columns"],
    ["too few numbers", npy(header("<f4", "(1, 3)"), new Uint8Array(8)), "8 bytes of numbers for shape (1, 3), not 12"],
    ["half a header", npy(header("<f4", "(1, 3)"), new Uint8Array(12)).subarray(0, 30), "header is cut off"],
    ["another format", npy(header("<f4", "(1, 3)"), new Uint8Array(12), 4), ".npy version 4"],
    ["something else", Buffer.from("PK not an array at all"), "is no .npy file"],
    ["nothing", Buffer.alloc(0), "is no .npy file"],
  ])("names the file and refuses %s", (_, content, message) => {
    expect(() => read(content)).toThrow(message);
    expect(() => read(content)).toThrow("x.npy: ");
  });
});

describe("bench/m2m.mjs", () => {
  /** Labels of another width than the images, one without images; images without labels; no classes. */
  function writeFolder(): string {
    const data = join(folder, "data");
    mkdirSync(data);
    const random = createRandom(1);
    const draw = (length: number): Uint8Array => bytesOf(Float32Array.from({ length }, () => random() - 0.5));
    writeFileSync(join(data, "image-features.npy"), npy(header("<f4", "(40, 6)"), draw(240)));
    writeFileSync(join(data, "label-features.npy"), npy(header("<f4", "(7, 3)"), draw(21)));
    const imageLabels = Array.from({ length: 40 }, (_, i) => (i % 5 === 0 ? [] : [i % 6]));
    writeFileSync(join(data, "relation.json"), JSON.stringify({ imageLabels }));
    return data;
  }

  function bench(...args: string[]): { code: number | null; out: string; said: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BENCH, ...args], { encoding: "utf8" });
    return { code: status, out: stdout, said: stderr };
  }

  it("prints a table for any folder of that format, writes M2M's layout, and compares with published figures", () => {
    const data = writeFolder();
    const figures = { "a poor plane": { "II T": 0.01, mean: 0.01, s: 1800 }, "a perfect plane": { "II T": 1 } };
    writeFileSync(join(data, "baselines.json"), JSON.stringify(figures));
    const file = join(folder, "layout.json");
    const { code, out, said } = bench("--data", data, "--methods", "m2m,pca", "--out", file);
    expect([code, said]).toEqual([0, "m2m ...\npca ...\n"]);
    expect(out).toContain("40 images, 7 labels, 6 dimensions, seed 1");
    const [titles, own, pca, poor] = out.split("\n").slice(1);
    expect(titles.trim().split(/ {2,}/)).toEqual([
      ...["II T", "II C", "LL T", "LL C", "L>I T", "L>I C", "I>L T", "I>L C", "L>I AUC", "I>L AUC", "purity", "mean"],
      ...["s", "MB", "wait ms"],
    ]);
    // 7 labels are too few for 10 neighbours, 3 numbers cannot be compared with 6, and there are no classes
    expect(own).toMatch(/^m2m( +0\.\d{3}\*?){2}( +-){6}( +0\.\d{3}\*?){2} +- +0\.\d{3}\*?( +\d+(\.\d)?\*?){3}/);
    expect(pca).toMatch(/^pca/);
    expect(`${own}${pca}`.match(/\*/g)).toHaveLength(8);
    expect(poor).toMatch(/^a poor plane +0\.010 .* 0\.010 +1800\.0 +- +- *$/);
    expect(out).toContain('m2m is at least "a poor plane" in every column');
    expect(out).toContain('m2m is behind "a perfect plane" in II T');
    const layout = JSON.parse(readFileSync(file, "utf8"));
    expect([layout.images.length, layout.labels.length, layout.images[0].length]).toEqual([40, 7, 2]);
    expect(layout.seconds).toBeGreaterThan(0);
  });

  it("says what is missing or wrong", () => {
    const data = writeFolder();
    expect(bench()).toEqual({ code: 2, out: "", said: expect.stringContaining("nothing to measure; give --data DIR") });
    expect(bench("--data", folder).said).toContain("no image-features.npy in");
    expect(bench("--data", data, "--methods", "m3m").said).toContain('no method "m3m"; there are m2m, pca');
    expect(bench("--data", data, "--methods", "pca", "--out", "x").said).toContain("add m2m to --methods");
    writeFileSync(join(data, "relation.json"), '{ "imageLabels": [[0]] }');
    expect(bench("--data", data).said).toContain("40 images, imageLabels has 1 lists");
  });
});
