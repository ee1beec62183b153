import { isGenerated, isRejected, isWanted, parseMapColumns, withFlags } from "../../widgets/src/map-columns";

const GRASS = { id: "label:grass", text: "grass", isGroup: false, parent: null, original: 1, generated: 1 };
const MESSAGE = { revision: 4, ids: ["a", "b"], labels: [GRASS] };

function view(array: ArrayBufferView): DataView {
  return new DataView(array.buffer, array.byteOffset, array.byteLength);
}

function buffers(): DataView[] {
  return [
    view(Float32Array.of(1, 2, 3, 4, 5, 6)),
    view(Uint16Array.of(0, 7)),
    view(Uint8Array.of(0, 1 | 2)),
    view(Uint16Array.of(0, 3)),
    view(Uint32Array.of(0, 0)),
  ];
}

describe("parseMapColumns", () => {
  it("gives each image its position, class, flags, iteration and original", () => {
    const map = parseMapColumns(MESSAGE, buffers());
    expect([...map.positions]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...map.classIndex]).toEqual([0, 7]);
    expect([...map.iteration]).toEqual([0, 3]);
    expect([...map.source]).toEqual([0, 0]);
    expect([isGenerated(map, 0), isGenerated(map, 1), isRejected(map, 1), isWanted(map, 1)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(map.indexOfId.get("b")).toBe(1);
  });

  it("reads buffers that start anywhere in a frame", () => {
    const frame = new Uint8Array(1 + 24);
    frame.set(new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer), 1);
    const [, ...rest] = buffers();
    const map = parseMapColumns(MESSAGE, [new DataView(frame.buffer, 1, 24), ...rest]);
    expect([...map.positions]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    [0, "positions"],
    [1, "classIndex"],
    [2, "flags"],
    [3, "iteration"],
  ])("refuses a map whose buffer %i is too short, by its name", (place, name) => {
    const short = buffers();
    short[place] = view(new Uint8Array(1));
    expect(() => parseMapColumns(MESSAGE, short)).toThrow(new RegExp(`map: ${name} has 1 bytes`));
  });

  it("refuses a map without its buffers", () => {
    expect(() => parseMapColumns(MESSAGE, [])).toThrow(/positions has no bytes, expected 24/);
  });
});

describe("withFlags", () => {
  it("gives a new map and leaves the old one alone", () => {
    const map = parseMapColumns(MESSAGE, buffers());
    const changed = withFlags(map, [view(Uint8Array.of(0, 1 | 4))]);
    expect(isWanted(changed, 1)).toBe(true);
    expect(isWanted(map, 1)).toBe(false);
  });
});
