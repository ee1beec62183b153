import { matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { trustworthiness } from "../../kernel-helpers/src/project/quality.js";
import { umap } from "../../kernel-helpers/src/project/umap.js";
import { digits } from "../golden/projection-peers.json";
import { shareAtOwnLabel, threeGroups, withoutPoints } from "./three-groups.js";

jest.setTimeout(60_000); // some 3 s on two idle cores; CI machines are slower

const { images, labels, relation } = threeGroups(60);

/** umap-js runs in a thread, from the build: npm run build --workspace kernel-helpers. */
describe("umap", () => {
  it("keeps neighbours of handwritten digits as umap-learn does", async () => {
    const points = matrixFromRows(digits.images);
    const layout = await umap(points, matrixFromRows([], 64), { imageLabels: digits.images.map(() => []) });
    const ours = await trustworthiness(points, layout.images, 10);
    expect(ours).toBeGreaterThan(Math.min(...digits.umapTrustworthiness) - 0.01); // umap-learn 0.5: 0.980 to 0.985
  });

  it("treats labels as points: each lies in the group its vector is the centre of, whatever the relation says", async () => {
    const nobody = { imageLabels: relation.imageLabels.map(() => []) };
    expect(shareAtOwnLabel(await umap(images, labels, nobody))).toBe(1);
  });

  it("draws by the seed", async () => {
    const one = await umap(images, labels, relation, { seed: 1, iterations: 20 });
    expect(await umap(images, labels, relation, { seed: 2, iterations: 20 })).not.toEqual(one);
  });

  it("begins at an earlier layout", async () => {
    const earlier = await umap(images, labels, relation, { iterations: 100 });
    const start = withoutPoints(earlier, [4, 5], [2]);
    const begun = await umap(images, labels, relation, { start, iterations: 0 });
    expect([...begun.images]).toEqual(Array.from(start.images, (x, t) => (Number.isNaN(x) ? begun.images[t] : x)));
    expect(shareAtOwnLabel(begun)).toBe(1);
  });

  it("hands on what a callback throws, and ends its thread", async () => {
    const onProgress = (): void => {
      throw new Error("no room");
    };
    await expect(umap(images, labels, relation, { onProgress })).rejects.toThrow("no room");
  });

  it("stops when aborted half-way", async () => {
    const controller = new AbortController();
    let steps = 0;
    const onProgress = (): void => {
      if (++steps === 5) controller.abort(new Error("enough"));
    };
    const run = umap(images, labels, relation, { signal: controller.signal, onProgress, iterations: 1_000_000 });
    await expect(run).rejects.toThrow("enough");
    const then = steps;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(steps).toBe(then);
  });
});
