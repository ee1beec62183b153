import { classColorOnDark } from "../../kernel-helpers/src/jupyter/class-mark";
import { classColor, classSymbol } from "../../widgets/src/map/class-style";

type Color = readonly [number, number, number];

/** Linear-light RGB seen with severity 1. Machado, Oliveira & Fernandes 2009, table of simulation matrices. */
const VIEWS: Readonly<Record<string, readonly Color[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

function linear(hex: string): Color {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function multiply(matrix: readonly Color[], color: Color): Color {
  return matrix.map((row) =>
    Math.min(1, Math.max(0, row[0] * color[0] + row[1] * color[1] + row[2] * color[2])),
  ) as unknown as Color;
}

/** Ottosson 2020. */
function okLab([r, g, b]: Color): Color {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const distance = (a: Color, b: Color): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const tenClasses = Array.from({ length: 10 }, (_, index) => index);

describe.each([
  ["light", false],
  ["dark", true],
])("the class colours of the %s theme", (_name, dark) => {
  // two per cent of OKLab's lightness is a just noticeable difference; points are small, so five times that is asked for
  it.each(Object.keys(VIEWS))("are apart from one another to %s eyes", (eyes) => {
    const seen = tenClasses.map((index) => okLab(multiply(VIEWS[eyes], linear(classColor(index, dark)))));
    const distances = seen.flatMap((a, i) => seen.slice(i + 1).map((b) => distance(a, b)));
    expect(Math.min(...distances)).toBeGreaterThan(0.1);
  });

  // WCAG 2.2, 1.4.11: graphics need 3:1
  it("have a contrast of 3:1 to the background", () => {
    const luminance = ([r, g, b]: Color): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
    const background = luminance(linear(dark ? "#212121" : "#ffffff"));
    for (const index of tenClasses) {
      const point = luminance(linear(classColor(index, dark)));
      const ratio = (Math.max(point, background) + 0.05) / (Math.min(point, background) + 0.05);
      expect(ratio).toBeGreaterThanOrEqual(3);
    }
  });

  it("are apart from the background and from the grey of rejected points", () => {
    const others = (dark ? ["#212121", "#9e9e9e"] : ["#ffffff", "#757575"]).map((hex) => okLab(linear(hex)));
    for (const index of tenClasses) {
      const color = okLab(linear(classColor(index, dark)));
      expect(Math.min(...others.map((other) => distance(color, other)))).toBeGreaterThan(0.08);
    }
  });
});

describe("more classes than colours", () => {
  it("are told apart by shape", () => {
    const looks = Array.from({ length: 40 }, (_, index) => `${classColor(index, false)} ${classSymbol(index)}`);
    expect(new Set(looks).size).toBe(40);
  });
});

it("has the dark colours that a saved page has", () => {
  expect(tenClasses.map(classColorOnDark)).toEqual(tenClasses.map((index) => classColor(index, true)));
});
