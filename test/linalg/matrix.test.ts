import {
  assertFinite,
  concatRows,
  createMatrix,
  dot,
  matrixFromRows,
  meanOfRows,
  normalizeRows,
  rowOf,
  selectRows,
} from "../../kernel-helpers/src/linalg/matrix.js";

const matrix = matrixFromRows([
  [3, 4],
  [0, 0],
  [1, -1],
]);

describe("createMatrix", () => {
  it("holds zeros when no numbers are given", () => {
    expect(createMatrix(2, 3)).toEqual({ rows: 2, columns: 3, data: new Float32Array(6) });
  });

  it("names both sizes when they do not fit", () => {
    expect(() => createMatrix(2, 2, [1, 2, 3])).toThrow(new RangeError("createMatrix: 3 numbers for 2 x 2; give 4."));
    expect(() => createMatrix(-1, 2)).toThrow(RangeError);
  });
});

describe("rows", () => {
  it("are views of the matrix", () => {
    const own = matrixFromRows([[1, 2]]);
    rowOf(own, 0)[1] = 5;
    expect([...own.data]).toEqual([1, 5]);
  });

  it("of different lengths are refused", () => {
    expect(() => matrixFromRows([[1, 2], [3]])).toThrow("row 1 has 1 numbers");
  });

  it("can be selected in any order, also twice, and only where they exist", () => {
    expect([...selectRows(matrix, [2, 0, 2]).data]).toEqual([1, -1, 3, 4, 1, -1]);
    expect(() => selectRows(matrix, [3])).toThrow(RangeError);
    expect(() => selectRows(matrix, [-1])).toThrow(RangeError);
  });

  it("of several matrices are joined in order, empty ones of any width included", () => {
    expect([...concatRows(createMatrix(0, 7), matrix, matrixFromRows([[8, 9]])).data]).toEqual([
      3, 4, 0, 0, 1, -1, 8, 9,
    ]);
    expect(concatRows(createMatrix(0, 7))).toEqual(createMatrix(0, 7));
    expect(() => concatRows(matrix, createMatrix(1, 3))).toThrow(RangeError);
  });

  it("have a mean, zeros when none is named", () => {
    expect([...meanOfRows(matrix, [0, 2])]).toEqual([2, 1.5]);
    expect([...meanOfRows(matrix, [])]).toEqual([0, 0]);
  });
});

describe("normalizeRows", () => {
  it("gives every row length 1, leaves zero rows zero and the input alone", () => {
    const unit = normalizeRows(matrix);
    expect(Array.from(rowOf(unit, 0), (x) => x.toFixed(4))).toEqual(["0.6000", "0.8000"]);
    expect([...rowOf(unit, 1)]).toEqual([0, 0]);
    expect(dot(rowOf(unit, 2), rowOf(unit, 2))).toBeCloseTo(1, 6);
    expect([...matrix.data]).toEqual([3, 4, 0, 0, 1, -1]);
  });

  it("names the row of a NaN", () => {
    expect(() => normalizeRows(matrixFromRows([[1], [Number.NaN]]))).toThrow(/row 1 holds NaN/);
    expect(() => assertFinite(matrixFromRows([[Number.POSITIVE_INFINITY]]), "test")).toThrow(
      /^test: row 0 holds Infinity/,
    );
  });
});
