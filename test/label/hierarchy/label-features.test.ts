import { buildHierarchy } from "../../../kernel-helpers/src/label/hierarchy/build-hierarchy";
import { labelFeatures } from "../../../kernel-helpers/src/label/hierarchy/label-features";
import { createMatrix, matrixFromRows, rowOf } from "../../../kernel-helpers/src/linalg/matrix";
import type { Matrix } from "../../../kernel-helpers/src/types";

const labels = ["dog", "puppy", "sofa"];
const texts = matrixFromRows([
  [3, 4],
  [5, 12],
  [-2, 0],
]);
const images = matrixFromRows([
  [2, 0],
  [0, 5],
]);

function rows(matrix: Matrix): number[][] {
  return Array.from({ length: matrix.rows }, (_, i) => [...rowOf(matrix, i)].map((value) => Number(value.toFixed(4))));
}

describe("labelFeatures", () => {
  it("is [text ; mean of the images that carry the label], each part of length 1, images of any length counting alike", () => {
    const features = labelFeatures(labels, texts, images, {
      imageLabels: [
        [0, 1],
        [0, 2],
      ],
    });
    const half = Number(Math.SQRT1_2.toFixed(4));
    expect(rows(features)).toEqual([
      [0.6, 0.8, half, half], // both images
      [0.3846, 0.9231, 1, 0],
      [-1, 0, 0, 1],
    ]);
  });

  it("counts an image as much as its weight says", () => {
    const weights = [
      [3, 1],
      [4, 1],
    ];
    const features = labelFeatures(labels, texts, images, {
      imageLabels: [
        [0, 1],
        [0, 2],
      ],
      weights,
    });
    expect(rows(features)[0]).toEqual([0.6, 0.8, 0.6, 0.8]);
  });

  it("lends a label without images the images of the label nearest in text that has some", () => {
    const features = labelFeatures(labels, texts, images, { imageLabels: [[0], [2]] });
    expect(rows(features)[1]).toEqual([0.3846, 0.9231, 1, 0]);
    expect(rows(labelFeatures(labels, null, images, { imageLabels: [[0], [2]] }))).toEqual([
      [1, 0],
      [0, 0],
      [0, 1],
    ]);
  });

  it.each([
    ["too few texts", labels.slice(1), texts, images, [[], []], /3 text vectors for 2 labels/],
    ["a relation of other images", labels, texts, images, [[]], /knows 1 images, and there are 2/],
    ["a label that is not there", labels, texts, images, [[3], []], /has label 3; there are 3/],
    ["an image that is no number", labels, texts, createMatrix(1, 1, [Number.NaN]), [[]], /imageVectors: row 0/],
    ["a text that is no number", labels, createMatrix(3, 1, [0, Infinity, 0]), images, [[], []], /textVectors: row 1/],
  ])("refuses %s", (_, some, text, image, imageLabels, message) => {
    expect(() => labelFeatures(some, text, image, { imageLabels })).toThrow(RangeError);
    expect(() => labelFeatures(some, text, image, { imageLabels })).toThrow(message);
  });
});

describe("buildHierarchy", () => {
  it("puts the label of the largest weight of images first", () => {
    const imageLabels = [
      [0, 1],
      [0, 2],
    ];
    const ids = (weights?: number[][]): readonly string[] =>
      buildHierarchy(labels, texts, images, { imageLabels, weights }).nodes[0].children;
    expect(ids()[0]).toBe("label:dog");
    expect(
      ids([
        [0.1, 1],
        [0.1, 9],
      ]),
    ).toEqual(["label:sofa", "label:puppy", "label:dog"]);
  });
});
