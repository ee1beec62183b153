import fc from "fast-check";
import type { LabelNode } from "../../kernel-helpers/src/label/hierarchy/label-tree";
import { sampleLabels as sampleInKernel } from "../../kernel-helpers/src/label/hierarchy/sample-labels";
import { labelCandidates } from "../../widgets/src/map/label-candidates";
import {
  type LabelCandidate,
  labelAt,
  type PlacedLabel,
  placeLabels,
  planLabels,
} from "../../widgets/src/map/place-labels";
import { type LabelBox, labelRanges, sampleLabels } from "../../widgets/src/map/sample-labels";
import { madeUpColumns } from "./made-up-columns";

interface Spot extends Partial<LabelCandidate> {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}
const at = (text: string, x: number, y: number, count: number, more: Partial<LabelCandidate> = {}): Spot => ({
  text,
  x,
  y,
  original: count,
  ...more,
});
/** Places labels given by their pixels in a view of 400 by 300 where the map's unit is a pixel. */
function place(spots: readonly Spot[], zoom = 1): readonly PlacedLabel[] {
  const positions = Float32Array.from(spots.flatMap(({ x, y }) => [x, 300 - y]));
  const candidates = spots.map(({ text, original = 0, ...more }, point): LabelCandidate => {
    return { id: text, text, point, original, generated: 0, priority: original, ...PLAIN, ...more };
  });
  const view = { x: 200, y: 150, scale: zoom };
  return placeLabels(planLabels(candidates, positions, 0.1), positions, view, { width: 400, height: 300 });
}
const PLAIN = { isGroup: false, parent: null, isFocus: false };
const texts = (labels: readonly PlacedLabel[]): string[] => labels.map(({ text }) => text);

/** A tree of three levels below its root: groups, groups in groups, labels; each with a box somewhere. */
const forest = fc
  .array(
    fc.record({
      depth: fc.integer({ min: 0, max: 2 }),
      x: fc.integer({ min: -50, max: 250 }),
      y: fc.integer({ min: -20, max: 100 }),
      width: fc.integer({ min: 5, max: 120 }),
      height: fc.integer({ min: 5, max: 20 }),
      priority: fc.integer({ min: 0, max: 100 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((made) => {
    const path: number[] = [];
    return made.map(({ depth, ...box }, place): LabelBox => {
      path.length = Math.min(depth, path.length);
      const parent = path.at(-1) ?? null;
      path.push(place);
      // priorities differ, for ties are broken by place here and by id there
      return { ...box, priority: box.priority + place / 1000, parent };
    });
  });

function zoomed(boxes: readonly LabelBox[], factor: number, x = 0, y = 0): readonly LabelBox[] {
  return boxes.map((box) => ({ ...box, x: factor * box.x + x, y: factor * box.y + y }));
}

function ancestors(boxes: readonly LabelBox[], place: number): number[] {
  const above: number[] = [];
  for (let { parent } = boxes[place]; parent !== null; { parent } = boxes[parent]) above.push(parent);
  return above;
}

describe("sampleLabels", () => {
  it("shows the same as the kernel's, whose gap is 2 pixels less", () => {
    fc.assert(
      fc.property(forest, fc.array(fc.nat({ max: 39 }), { maxLength: 4 }), (boxes, wanted) => {
        const focus = [...new Set(wanted.map((each) => each % boxes.length))];
        const children = (place: number | null): number[] =>
          boxes.flatMap(({ parent }, child) => (parent === place ? [child] : []));
        const node = (place: number): LabelNode => ({
          id: `n${place}`,
          name: `n${place}`,
          parentId: boxes[place].parent === null ? "root" : `n${boxes[place].parent}`,
          children: children(place).map((child) => `n${child}`),
          label: children(place).length === 0 ? `n${place}` : null,
          isEdited: false,
        });
        const root = {
          ...node(0),
          id: "root",
          name: "root",
          parentId: null,
          label: null,
          children: children(null).map((place) => `n${place}`),
        };
        const tree = { rootId: "root", nodes: [root, ...boxes.map((_, place) => node(place))] };
        const wider = boxes.map((box, place) => ({
          ...box,
          id: `n${place}`,
          width: box.width + 2,
          height: box.height + 2,
        }));
        const { shown } = sampleInKernel(tree, wider, { selected: focus.map((place) => `n${place}`) });
        expect(sampleLabels(boxes, focus).map((place) => `n${place}`)).toEqual(shown);
      }),
    );
  });

  it("never lets two texts touch, and shows nothing inside a group that is shown", () => {
    fc.assert(
      fc.property(forest, (boxes) => {
        const shown = sampleLabels(boxes, []);
        for (const place of shown) {
          expect(ancestors(boxes, place).filter((above) => shown.includes(above))).toEqual([]);
          for (const other of shown) {
            if (other === place) continue;
            const [a, b] = [boxes[place], boxes[other]];
            const isApart =
              Math.abs(a.x - b.x) >= (a.width + b.width) / 2 + 3.99 ||
              Math.abs(a.y - b.y) >= (a.height + b.height) / 2 + 3.99;
            expect(isApart).toBe(true);
          }
        }
      }),
    );
  });

  it("is steady: moving changes nothing, and zooming in takes away only groups that give way", () => {
    fc.assert(
      fc.property(forest, fc.double({ min: 1, max: 30, noNaN: true }), (boxes, factor) => {
        const shown = sampleLabels(boxes, []);
        expect(sampleLabels(zoomed(boxes, 1, 300, -70), [])).toEqual(shown);
        const later = new Set(sampleLabels(zoomed(boxes, factor), []));
        const isGroup = (place: number): boolean => boxes.some(({ parent }) => parent === place);
        expect(shown.filter((place) => !later.has(place) && !isGroup(place))).toEqual([]);
      }),
    );
  });

  it("shows all that are looked at before the others, and no group above them", () => {
    fc.assert(
      fc.property(forest, fc.array(fc.nat({ max: 39 }), { minLength: 2, maxLength: 6 }), (boxes, wanted) => {
        const isGroup = (place: number): boolean => boxes.some(({ parent }) => parent === place);
        const focus = [...new Set(wanted.map((each) => each % boxes.length))].filter((place) => !isGroup(place));
        const shown = sampleLabels(boxes, focus);
        const first = shown.filter((place) => focus.includes(place));
        expect(shown.slice(0, first.length)).toEqual(first);
        for (const place of focus) expect(ancestors(boxes, place).filter((above) => shown.includes(above))).toEqual([]);
      }),
    );
  });

  it("shows the focus before all others", () => {
    fc.assert(
      fc.property(forest, fc.nat({ max: 39 }), (boxes, wanted) => {
        const focus = wanted % boxes.length;
        const isGroup = boxes.some(({ parent }) => parent === focus);
        if (!isGroup) expect(sampleLabels(boxes, [focus])[0]).toBe(focus);
      }),
    );
  });
});

describe("placeLabels", () => {
  it("shows the more frequent of two labels in one place", () => {
    expect(texts(place([at("rare", 100, 100, 2), at("often", 102, 101, 50)]))).toEqual(["often"]);
  });

  it("shows both where there is room, the more frequent one larger", () => {
    const [often, rare] = place([at("rare", 100, 200, 2), at("often", 100, 100, 50)]);
    expect([often.text, rare.text]).toEqual(["often", "rare"]);
    expect(often.fontSize).toBeGreaterThan(rare.fontSize);
  });

  it("shows a group while its labels would overlap, and its labels once they do not", () => {
    const family = (apart: number) => [
      at("pets", 200, 100, 30, { isGroup: true }),
      at("cat", 200 - apart, 100, 20, { parent: 0 }),
      at("dog", 200, 103, 15, { parent: 0 }),
      at("owl", 200 + apart, 100, 10, { parent: 0 }),
    ];
    expect(texts(place(family(5)))).toEqual(["pets"]);
    expect(texts(place(family(80)))).toEqual(["cat", "dog", "owl"]);
  });

  it("takes the pie beside the text into account", () => {
    const [label] = place([at("cat", 100, 100, 1)]);
    expect(label.width).toBeCloseTo((3 * 0.56 + 1.05) * label.fontSize);
  });

  it("leaves out what would stick out of the view", () => {
    expect(place([at("at the edge", 2, 100, 5), at("below", 100, 299, 5)])).toEqual([]);
  });

  it("gives wide signs more room", () => {
    const [wide] = place([at("猫猫猫", 100, 100, 1)]);
    const [narrow] = place([at("cat", 100, 100, 1)]);
    expect(wide.width).toBeGreaterThan(1.5 * narrow.width);
  });
});

describe("labelAt", () => {
  it("finds the label whose text is under a point", () => {
    const labels = place([at("cat", 100, 100, 1), at("dog", 200, 100, 1)]);
    expect(labelAt(labels, 205, 96)?.text).toBe("dog");
    expect(labelAt(labels, 150, 100)).toBeNull();
  });
});

describe("labelRanges", () => {
  it("say from far out what sampleLabels chooses close up", () => {
    fc.assert(
      fc.property(forest, fc.double({ min: 1, max: 30, noNaN: true }), (boxes, factor) => {
        const shown = labelRanges(boxes, []).filter(({ from, to }) => from <= factor && to > factor);
        expect(shown.map(({ place: each }) => each)).toEqual(sampleLabels(zoomed(boxes, factor), []));
      }),
    );
  });
});

describe("labelCandidates", () => {
  const columns = madeUpColumns(3);

  it("are all labels of a map, each with its point", () => {
    const candidates = labelCandidates(columns, null);
    expect(candidates.map(({ id, parent, original }) => [id, parent, original])).toEqual(
      columns.labels.map(({ id, parent, original }) => [id, parent, original]),
    );
    expect(candidates.map(({ point }) => point)).toEqual(columns.labels.map((_, label) => columns.ids.length + label));
  });

  it("are the cut and the groups above it where a label is looked at", () => {
    const label = columns.labels[8];
    const focus = { labels: [label.id], cut: [label.id, columns.labels[0].id] };
    const candidates = labelCandidates(columns, focus);
    expect(candidates.map(({ id, parent, isFocus }) => [id, parent, isFocus])).toEqual([
      [columns.labels[0].id, null, false],
      [columns.labels[6].id, null, false],
      [label.id, 1, true],
    ]);
    // in the order of the cut; the open group is of as much interest as the best in it
    expect(candidates.map(({ priority }) => priority)).toEqual([1, 2, 2]);
  });
});
