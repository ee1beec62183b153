import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { createInferenceProcess, type InferenceProcess } from "../../kernel-helpers/src/inference/inference-process.js";
import type { Inference } from "../../kernel-helpers/src/inference/job.js";
import { NO_ONNX_RUNTIME } from "../../kernel-helpers/src/inference/load-ort.js";
import { createMatrix, rowOf, selectRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { type Neighbors, nearestNeighbors, nearestReferences } from "../../kernel-helpers/src/linalg/neighbors.js";
import { neighborsByProducts } from "../../kernel-helpers/src/linalg/neighbors-by-products.js";
import { plainNeighbors } from "../../kernel-helpers/src/linalg/plain-neighbors.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import type { Matrix } from "../../kernel-helpers/src/types.js";

/** Rows that drift, as the frames of a film: each is nearer to the next than to all before. */
function film(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  const points = createMatrix(rows, columns);
  for (let t = 0; t < points.data.length; t++) {
    points.data[t] = (t < columns ? 0 : points.data[t - columns]) + 0.3 * randomNormal(random);
  }
  return points;
}

const temporary = mkdtempSync(join(os.tmpdir(), "neighbors-test-"));
const inference: InferenceProcess = createInferenceProcess();
beforeEach(() => void jest.spyOn(os, "tmpdir").mockReturnValue(temporary));
afterEach(() => {
  jest.restoreAllMocks();
  expect(readdirSync(temporary)).toEqual([]);
});
afterAll(() => {
  inference.close();
  rmSync(temporary, { recursive: true });
});

describe("neighbours by matrix products", () => {
  it("are those of the plain loops, bit for bit, among themselves", async () => {
    const points = film(2100, 8, 1); // three tiles of queries
    expectSame(await neighborsByProducts(points, null, 30, inference), await plainNeighbors(points, null, 30));
  });

  it("are those of the plain loops, bit for bit, between two sets", async () => {
    const [queries, references] = [film(70, 16, 1), film(9000, 16, 2)]; // two tiles of references
    expectSame(
      await neighborsByProducts(queries, references, 10, inference),
      await plainNeighbors(queries, references, 10),
    );
  });

  it("are in order of index among more doubles than float32 candidates are kept, and for rows of zeros", async () => {
    const points = selectRows(
      film(300, 40, 3),
      Int32Array.from({ length: 400 }, (_, i) => (i % 4 === 3 ? 7 : i % 300)),
    );
    for (const zero of [0, 5, 33, 399]) rowOf(points, zero).fill(0);
    expectSame(await neighborsByProducts(points, null, 12, inference), await plainNeighbors(points, null, 12));
    const queries = selectRows(points, [0, 1, 2, 3]);
    expectSame(await neighborsByProducts(queries, points, 12, inference), await plainNeighbors(queries, points, 12));
  });

  it("decide in double precision what float32 cannot tell apart", async () => {
    const random = createRandom(4);
    const points = createMatrix(500, 64);
    points.data.forEach((_, t) => {
      points.data[t] = 1 + 1e-4 * randomNormal(random); // similarities differ by 1e-8
    });
    expectSame(await neighborsByProducts(points, null, 9, inference), await plainNeighbors(points, null, 9));
  });

  it.each([1, 2, 3, 18])("serve k = %i of 19 rows as well as all of them", async (k) => {
    const points = film(19, 5, 5);
    expectSame(await neighborsByProducts(points, null, k, inference), await plainNeighbors(points, null, k));
  });

  it("name the row that holds no number", async () => {
    const points = film(400, 8, 6);
    points.data[123 * 8 + 2] = Number.NaN;
    const failure = neighborsByProducts(points, null, 5, inference);
    await expect(failure).rejects.toBeInstanceOf(RangeError);
    await expect(failure).rejects.toThrow("row 123 holds NaN");
  });

  it("stop when told to, and leave no file behind", async () => {
    const reason = new Error("enough");
    const failure = neighborsByProducts(film(4000, 128, 7), null, 40, inference, AbortSignal.abort(reason));
    await expect(failure).rejects.toBe(reason);
    const controller = new AbortController();
    const cancelled = neighborsByProducts(film(4000, 128, 7), null, 40, inference, controller.signal);
    await waitUntil(() => readdirSync(temporary).length > 0);
    controller.abort(reason);
    await expect(cancelled).rejects.toBe(reason);
  });

  it("say what to do when the temporary folder cannot be written", async () => {
    jest.spyOn(os, "tmpdir").mockReturnValue(join(temporary, "gone"));
    const failure = neighborsByProducts(film(10, 2, 1), null, 1, inference);
    await expect(failure).rejects.toThrow(/temporary folder .*gone.*set TMPDIR/);
  });
});

describe("nearestNeighbors and nearestReferences", () => {
  const large = film(1500, 64, 8); // 1.4e8 multiplications
  const small = film(200, 64, 8);

  it("take large sets to the inference process and small ones not", async () => {
    const jobs: string[] = [];
    const watched: Inference = {
      ...inference,
      run: (module, ...rest) => {
        jobs.push(module);
        return inference.run(module, ...rest);
      },
    };
    await nearestNeighbors(small, 3, { inference: watched });
    await nearestReferences(small, small, 3, { inference: watched });
    expect(jobs).toEqual([]);
    expectSame(await nearestNeighbors(large, 3, { inference: watched }), await plainNeighbors(large, null, 3));
    expectSame(await nearestReferences(large, large, 3, { inference: watched }), await plainNeighbors(large, large, 3));
    expect(jobs).toHaveLength(2);
  });

  it("compute by themselves where ONNX Runtime does not load, and pass on other failures", async () => {
    const failing = (name: string): Inference => ({
      providers: ["cpu"],
      run: () => Promise.reject(Object.assign(new Error("no library"), { name })),
      close: () => {},
    });
    expectSame(
      await nearestNeighbors(large, 3, { inference: failing(NO_ONNX_RUNTIME) }),
      await plainNeighbors(large, null, 3),
    );
    await expect(nearestNeighbors(large, 3, { inference: failing("Error") })).rejects.toThrow("no library");
  });
});

/** Bit for bit; jest's own comparison would print all that differs, which takes minutes. */
function expectSame(found: Neighbors, plain: Neighbors): void {
  expect(found.k).toBe(plain.k);
  expect(found.indices.findIndex((index, t) => index !== plain.indices[t])).toBe(-1);
  expect(found.similarities.findIndex((similarity, t) => similarity !== plain.similarities[t])).toBe(-1);
  expect([found.indices.length, found.similarities.length]).toEqual([plain.indices.length, plain.similarities.length]);
}

async function waitUntil(isTrue: () => boolean): Promise<void> {
  for (let waited = 0; !isTrue(); waited += 5) {
    if (waited > 20_000) throw new Error("waited too long");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
