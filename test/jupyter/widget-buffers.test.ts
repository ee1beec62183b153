import fc from "fast-check";
import { putBuffers, removeBuffers } from "../../kernel-helpers/src/jupyter/widget-buffers.js";

const first = new Uint8Array([1, 2]);
const second = new Uint8Array([3]);

describe("removeBuffers", () => {
  it("gives what ipywidgets documents", () => {
    // ipywidgets 8.1.9, docstring of _remove_buffers (widget.py)
    const state = { plain: [0, "text"], x: { ar: first }, y: { shape: [10, 10], data: second } };
    expect(removeBuffers(state)).toEqual({
      state: { plain: [0, "text"], x: {}, y: { shape: [10, 10] } },
      bufferPaths: [
        ["x", "ar"],
        ["y", "data"],
      ],
      buffers: [first, second],
    });
  });

  it("puts null where an array held one", () => {
    expect(removeBuffers({ c: [0, first, [second]] })).toEqual({
      state: { c: [0, null, [null]] },
      bufferPaths: [
        ["c", 1],
        ["c", 2, 0],
      ],
      buffers: [first, second],
    });
  });

  it("takes every kind of binary value, and only the part a view shows", () => {
    const backing = new Float32Array([1, 2, 3]);
    const { buffers } = removeBuffers({
      whole: backing.buffer,
      part: backing.subarray(1, 2),
      view: new DataView(backing.buffer, 4, 4),
      node: Buffer.from([7]),
    });
    expect(buffers.map((buffer) => buffer.byteLength)).toEqual([12, 4, 4, 1]);
    expect(buffers[1]).toEqual(new Uint8Array(new Float32Array([2]).buffer));
  });

  it("leaves its input and dates alone", () => {
    const state = { at: new Date(0), deep: { bytes: first } };
    expect(removeBuffers(state).state).toEqual({ at: new Date(0), deep: {} });
    expect(state.deep.bytes).toBe(first);
  });
});

describe("putBuffers", () => {
  it("gives what ipywidgets documents", () => {
    // @jupyter-widgets/base 6.0.12, comment of put_buffers (utils.ts)
    const state = { a: 1, b: {}, c: [0, null] };
    expect(
      putBuffers(
        state,
        [
          ["b", "data"],
          ["c", 1],
        ],
        [first, second],
      ),
    ).toEqual({ a: 1, b: { data: first }, c: [0, second] });
    expect(state).toEqual({ a: 1, b: {}, c: [0, null] });
  });

  it.each([
    ["a missing holder", [["no", "data"]]],
    ["a prototype", [["__proto__", "polluted"]]],
    ["a prototype as the last step", [["a", "__proto__"]]],
    ["an empty path", [[]]],
    ["a number's inside", [["n", "x"]]],
  ])("refuses a path to %s", (_, paths) => {
    expect(() => putBuffers({ a: {}, n: 1 }, paths, [first])).toThrow("no place");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("refuses fewer buffers than paths", () => {
    expect(() => putBuffers({}, [["a"]], [])).toThrow("1 buffer paths, 0 buffers");
  });

  it("is the reverse of removeBuffers", () => {
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.uint8Array());
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("node")), fc.dictionary(key, tie("node"))),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, node), (state) => {
        const split = removeBuffers(state);
        const wire = JSON.parse(JSON.stringify(split.state)) as Record<string, unknown>;
        expect(putBuffers(wire, split.bufferPaths, split.buffers)).toEqual({ ...state });
      }),
    );
  });
});

const key = fc.stringMatching(/^[a-z]{1,4}$/);
