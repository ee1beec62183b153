import { glideBetween, glideStart } from "../../../widgets/src/map/glide";
import type { MapColumns } from "../../../widgets/src/map-columns";
import { madeUpColumns } from "../made-up-columns";

/** The same map with its images in another order and each x moved. */
function movedMap(columns: MapColumns, by: number): MapColumns {
  const ids = [...columns.ids].reverse();
  const positions = columns.positions.slice();
  ids.forEach((id, place) => {
    const before = columns.indexOfId.get(id) as number;
    positions[2 * place] = columns.positions[2 * before] + by;
    positions[2 * place + 1] = columns.positions[2 * before + 1];
  });
  return { ...columns, ids, positions, indexOfId: new Map(ids.map((id, place) => [id, place])) };
}

describe("a glide to a new layout", () => {
  const columns = madeUpColumns(3);
  const drawn = { columns, positions: columns.positions };

  it("starts where each image is drawn now, whatever its place in the columns", () => {
    const next = movedMap(columns, 5);
    const start = glideStart(drawn, next) as Float32Array;
    next.ids.forEach((_, place) => {
      expect(start[2 * place]).toBeCloseTo(next.positions[2 * place] - 5, 4);
    });
  });

  it("leaves what is new at its place", () => {
    const next = madeUpColumns(4);
    const ids = next.ids.map((_, place) => `new-${place}`);
    const labels = next.labels.map((label) => ({ ...label, id: `new-${label.id}` }));
    const renamed = { ...next, ids, labels, indexOfId: new Map(ids.map((id, place) => [id, place])) };
    expect(glideStart(drawn, renamed)).toBeNull();
  });

  it("is none when nothing moves", () => {
    expect(glideStart(drawn, { ...columns, positions: columns.positions.slice() })).toBeNull();
  });

  it("goes from the start to the end, slow at both", () => {
    const [start, end] = [Float32Array.of(0, 0), Float32Array.of(10, -10)];
    expect([...glideBetween(start, end, 0)]).toEqual([0, 0]);
    expect([...glideBetween(start, end, 0.5)]).toEqual([5, -5]);
    expect([...glideBetween(start, end, 1)]).toEqual([10, -10]);
    expect(glideBetween(start, end, 0.1)[0]).toBeLessThan(0.5);
  });
});
