import { pointGrowth, pointStyles } from "../../../widgets/src/map/point-styles";
import { FLAG_GENERATED, FLAG_REJECTED, FLAG_WANTED } from "../../../widgets/src/protocol";
import { madeUpColumns } from "../made-up-columns";
import { THEME } from "./theme";

const columns = madeUpColumns(3);
const flags = new Uint8Array(30);
flags.set([0, FLAG_GENERATED, FLAG_GENERATED | FLAG_REJECTED, FLAG_WANTED]);
const map = { ...columns, flags };

describe("pointStyles", () => {
  it("fill originals, leave generated ones hollow, cross out rejected ones, make wanted ones stars", () => {
    const { styles, styleOf } = pointStyles(map, THEME, null);
    const [original, generated, rejected, wanted] = [0, 1, 2, 3].map((place) => styles[styleOf[place]]);
    expect(original.fill).toBe(generated.edge);
    expect([generated.fill, generated.shape]).toEqual([THEME.background, "circle"]);
    expect([rejected.shape, rejected.fill]).toEqual(["cross", THEME.muted]);
    expect(wanted.shape).toBe("star");
  });

  it("give classes beyond the colours another shape", () => {
    const classIndex = Uint16Array.from({ length: 30 }, (_, place) => place);
    const { styles, styleOf } = pointStyles({ ...map, classIndex, flags: new Uint8Array(30) }, THEME, null);
    expect([5, 15, 25].map((place) => styles[styleOf[place]].shape)).toEqual(["circle", "square", "diamond"]);
    expect(styles[styleOf[5]].fill).toBe(styles[styleOf[15]].fill);
  });

  it("grey out what is not selected, which stays in sight, and paint the selected on top", () => {
    const selected = Uint8Array.from({ length: 30 }, (_, place) => (place === 1 ? 1 : 0));
    const { styles, styleOf, order } = pointStyles(map, THEME, selected);
    const [dimmed, chosen] = [styles[styleOf[0]], styles[styleOf[1]]];
    expect([dimmed.fill, dimmed.opacity > 0.2, dimmed.opacity < 1]).toEqual([THEME.muted, true, true]);
    expect([chosen.opacity, chosen.radius]).toEqual([1, pointStyles(map, THEME, null).styles[1].radius + 1.5]);
    expect(order.at(-1)).toBe(1);
  });

  it("paint rejected before generated before original before wanted, each once", () => {
    const { order } = pointStyles(map, THEME, null);
    expect([order[0], order[1], order.at(-1)]).toEqual([2, 1, 3]);
    expect([...order].sort((a, b) => a - b)).toEqual(columns.ids.map((_, place) => place));
  });
});

describe("pointGrowth", () => {
  it("makes points smaller where there are many, larger close up", () => {
    expect(pointGrowth(100, 1)).toBe(1);
    expect(pointGrowth(100_000, 1)).toBeLessThan(0.5);
    expect(pointGrowth(100_000, 10)).toBeGreaterThan(pointGrowth(100_000, 1));
    expect(pointGrowth(10, 1000)).toBe(1.5);
  });
});
