import { Matrix as MlMatrix, SVD } from "ml-matrix";
import { createMatrix, matrixFromRows, rowOf } from "../../kernel-helpers/src/linalg/matrix.js";
import { principalComponents } from "../../kernel-helpers/src/linalg/principal-components.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";

const random = createRandom(1);
const points = matrixFromRows(
  Array.from({ length: 80 }, () => Array.from({ length: 12 }, (_, j) => 5 + randomNormal(random) / (1 + j))),
);

describe("principalComponents", () => {
  it("equals the singular value decomposition, up to the sign", async () => {
    const { scores, variances } = await principalComponents(points, 3);
    const centred = new MlMatrix(Array.from({ length: 80 }, (_, i) => [...rowOf(points, i)])).center("column");
    const svd = new SVD(centred);
    for (let t = 0; t < 3; t++) {
      expect(variances[t]).toBeCloseTo(svd.diagonal[t] ** 2 / 80, 6);
      const left = svd.leftSingularVectors.getColumn(t).map((u) => u * svd.diagonal[t]);
      const sign = Math.sign(left[0] * scores[t]);
      expect(Math.max(...left.map((u, i) => Math.abs(scores[3 * i + t] - sign * u)))).toBeLessThan(1e-3);
    }
  });

  it("points each direction so that its largest loading is positive", async () => {
    const flipped = createMatrix(
      80,
      12,
      points.data.map((x) => -x),
    );
    const [a, b] = [await principalComponents(points, 2), await principalComponents(flipped, 2)];
    expect(Math.max(...a.scores.map((score, t) => Math.abs(score + b.scores[t])))).toBeLessThan(1e-3);
    const axis = await principalComponents(
      matrixFromRows([
        [-3, 0],
        [0, 0],
        [3, 0],
      ]),
      1,
    );
    expect([...axis.scores].map((score) => Math.round(score))).toEqual([-3, 0, 3]);
  });

  it("is 0 where there is no variance, no column or no row", async () => {
    expect([
      ...(
        await principalComponents(
          matrixFromRows([
            [1, 2],
            [1, 2],
          ]),
          2,
        )
      ).scores,
    ]).toEqual([0, 0, 0, 0]);
    expect([...(await principalComponents(createMatrix(2, 0), 2)).scores]).toEqual([0, 0, 0, 0]);
    expect([...(await principalComponents(createMatrix(0, 3), 2)).variances]).toEqual([0, 0]);
    const line = await principalComponents(matrixFromRows([[1], [2], [3]]), 2);
    expect([...line.variances]).toEqual([expect.closeTo(2 / 3, 6), 0]);
  });
});

describe("principalComponents of a sample", () => {
  it("takes directions and centre from evenly spread rows, and scores all", async () => {
    const every4th = createMatrix(20, 12, Array.from({ length: 20 }, (_, t) => [...rowOf(points, 4 * t)]).flat());
    const [sampled, alone] = [
      await principalComponents(points, 2, { sample: 20 }),
      await principalComponents(every4th, 2),
    ];
    expect(sampled.scores).toHaveLength(160);
    for (let t = 0; t < 20; t++) {
      for (const c of [0, 1]) expect(sampled.scores[2 * 4 * t + c]).toBeCloseTo(alone.scores[2 * t + c], 9);
    }
  });
});
