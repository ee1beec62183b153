import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { builtFile } from "../inference/built-file.js";
import type { Inference } from "../inference/job.js";
import { withScratchFolder } from "../inference/with-scratch-folder.js";
import type { Matrix } from "../types.js";
import { createNeighbors, type Neighbors } from "./neighbor-lists.js";
import type { MatrixFile, NeighborsJobInput, NeighborsPart } from "./neighbors-job.js";
import { PRODUCTS_MODEL } from "./products-model.js";

/**
 * The exact answer of nearestNeighbors and nearestReferences by matrix products in the inference process; this one only waits.
 * @param references shape (m, d); null = the queries themselves, of which none is its own neighbour
 * @param k 1 <= k, at most the neighbours there are
 * @returns the same numbers as plainNeighbors
 * @throws RangeError for NaN or infinite numbers; the signal's reason when aborted; Error when the temporary folder is full
 */
export async function neighborsByProducts(
  queries: Matrix,
  references: Matrix | null,
  k: number,
  inference: Inference,
  signal?: AbortSignal,
): Promise<Neighbors> {
  return withScratchFolder(async (folder) => {
    const input: NeighborsJobInput = {
      k,
      queries: await writeMatrix(join(folder, "queries"), queries),
      references: references && (await writeMatrix(join(folder, "references"), references)),
      model: join(folder, "products.onnx"),
    };
    await writeFile(input.model, PRODUCTS_MODEL, "base64");
    const nearest = createNeighbors(queries.rows, k);
    const onMessage = (message: unknown): void => {
      const { start, indices, similarities } = message as NeighborsPart;
      nearest.indices.set(indices, start * k);
      nearest.similarities.set(similarities, start * k);
    };
    await inference.run(builtFile("linalg/neighbors-job"), input, { signal, onMessage });
    return nearest;
  });
}

// a file, because copying 300 MB into a message would hold up the event loop
async function writeMatrix(path: string, { rows, columns, data }: Matrix): Promise<MatrixFile> {
  await writeFile(path, data);
  return { path, rows, columns };
}
