import { matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { trustworthiness } from "../../kernel-helpers/src/project/quality.js";
import { tSne } from "../../kernel-helpers/src/project/t-sne.js";
import { digits } from "../golden/projection-peers.json";
import { distancesToImages, shareAtOwnLabel, threeGroups, withoutPoints } from "./three-groups.js";

jest.setTimeout(60_000); // some 3 s on two idle cores; CI machines are slower

const { images, labels, relation } = threeGroups(60);

describe("tSne", () => {
  it("keeps neighbours of handwritten digits as scikit-learn's does", async () => {
    const points = matrixFromRows(digits.images);
    const layout = await tSne(points, matrixFromRows([], 64), { imageLabels: digits.images.map(() => []) });
    const ours = await trustworthiness(points, layout.images, 10);
    expect(ours).toBeGreaterThan(Math.min(...digits.tsneTrustworthiness) - 0.01); // scikit-learn 1.9: 0.990
  });

  it("treats labels as points: each lies in the group its vector is the centre of, whatever the relation says", async () => {
    const nobody = { imageLabels: relation.imageLabels.map(() => []) };
    expect(shareAtOwnLabel(await tSne(images, labels, nobody))).toBe(1);
  });

  it("puts labels without a comparable vector at the mean of their images", async () => {
    const wider = matrixFromRows([0, 1, 2].map((w) => [...labels.data.subarray(12 * w, 12 * w + 12), 1]));
    const unknown = matrixFromRows([0, 1, 2].map(() => new Array<number>(12).fill(0)));
    for (const without of [wider, unknown]) {
      const layout = await tSne(images, without, relation);
      const own = Array.from({ length: 20 }, (_, i) => layout.images[2 * (3 * i + 1)]);
      expect(layout.labels[2]).toBeCloseTo(own.reduce((a, b) => a + b) / 20, 4);
    }
  });

  it("goes on from an earlier layout: new points start among their neighbours, none turns", async () => {
    const earlier = await tSne(images, labels, relation);
    const start = withoutPoints(earlier, [4, 5], [2]);
    const begun = await tSne(images, labels, relation, { start, iterations: 0 });
    const placed = Array.from(start.images, (x, t) => (Number.isNaN(x) ? begun.images[t] : x));
    expect([...begun.images]).toEqual(placed);
    expect(shareAtOwnLabel(begun)).toBe(1);
    const next = await tSne(images, labels, relation, { start });
    const moved = Array.from(next.images, (x, t) => Math.abs(x - earlier.images[t]));
    const diameter = Math.max(...distancesToImages(earlier, 0));
    expect(moved.sort((a, b) => a - b)[60]).toBeLessThan(0.2 * diameter);
  });
});
