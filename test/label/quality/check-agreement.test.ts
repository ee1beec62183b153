import { checkAgreement } from "../../../kernel-helpers/src/label/quality/check-agreement.js";
import { cohenKappa } from "../../../kernel-helpers/src/label/quality/cohen-kappa.js";
import type { ImageRef, Labeler, LabelledImage } from "../../../kernel-helpers/src/types.js";
import { golden } from "./golden.js";

const imagesOf = (ids: readonly string[]): ImageRef[] =>
  ids.map((id) => ({ id, path: `/${id}.png`, className: "any" }));

/** Says what the lists hold; a string is a failure. */
function sayer(name: string, lists: Readonly<Record<string, readonly string[] | string>>): Labeler {
  const found = ({ id }: ImageRef): LabelledImage => {
    const said = lists[id];
    return typeof said === "string" ? { labels: [], failure: said } : { labels: said };
  };
  return {
    name,
    label: async (images, options) => {
      options?.signal?.throwIfAborted();
      images.forEach((_, i) => {
        options?.onProgress?.(i + 1, images.length);
      });
      return images.map(found);
    },
  };
}

const twice = (
  first: Parameters<typeof sayer>[1],
  second: Parameters<typeof sayer>[1],
): ((asking: number) => Labeler) => {
  const labelers = [sayer("morning", first), sayer("evening", second)];
  return (asking) => labelers[asking];
};

describe("checkAgreement beside scikit-learn and scipy", () => {
  const images = imagesOf(Object.keys(golden.predicted));
  const agreement = checkAgreement(twice(golden.predicted, golden.reference), images);

  it("gives the share of equal answers, of repeats and kappa of each label", async () => {
    const { labels } = await agreement;
    expect(labels.map(({ label }) => label).sort()).toEqual(Object.keys(golden.agreement.labels).sort());
    for (const { label, equal, repeated, kappa } of labels) {
      const expected = golden.agreement.labels[label];
      for (const [found, value, [low, high]] of [
        [equal, expected.equal, expected.equalInterval],
        [repeated, expected.repeated, expected.repeatedInterval],
      ] as const) {
        expect(found.value).toBeCloseTo(value, 12);
        expect(found.low).toBeCloseTo(low, 12);
        expect(found.high).toBeCloseTo(high, 12);
      }
      expect(kappa.value).toBeCloseTo(expected.kappa!, 12);
      if (expected.kappaInterval[0] === expected.kappaInterval[1]) expect(kappa.low).toBeNull();
      else {
        // 1,000 resamples against 20,000; the ends are themselves uncertain
        expect(Math.abs(kappa.low! - expected.kappaInterval[0])).toBeLessThan(0.1);
        expect(Math.abs(kappa.high! - expected.kappaInterval[1])).toBeLessThan(0.05);
      }
    }
  });

  it("gives the mean overlap and the share of images that kept all labels", async () => {
    const { jaccard, same, changes } = await agreement;
    expect(jaccard.value).toBeCloseTo(golden.agreement.jaccard, 12);
    expect(jaccard.n).toBe(golden.agreement.jaccardImages); // three images carry nothing either time
    expect(Math.abs(jaccard.low! - golden.agreement.jaccardInterval[0])).toBeLessThan(0.015);
    expect(Math.abs(jaccard.high! - golden.agreement.jaccardInterval[1])).toBeLessThan(0.015);
    expect(same.value).toBeCloseTo(golden.agreement.same, 12);
    expect([same.low!, same.high!].map((end, i) => Math.abs(end - golden.agreement.sameInterval[i]) < 1e-12)).toEqual([
      true,
      true,
    ]);
    expect(changes).toHaveLength(60 - 33);
  });
});

describe("checkAgreement", () => {
  it("asks one labeler twice, and tells how far it is over both askings", async () => {
    let asked = 0;
    const labeler = { ...sayer("one", {}), label: async () => [{ labels: asked++ === 0 ? ["cat"] : ["cat", "hat"] }] };
    const agreement = await checkAgreement(labeler, imagesOf(["a"]));
    expect(asked).toBe(2);
    expect(agreement.changes).toEqual([{ id: "a", onlyFirst: [], onlySecond: ["hat"] }]);
    const seen: number[][] = [];
    await checkAgreement(sayer("one", { a: [], b: [] }), imagesOf(["a", "b"]), {
      onProgress: (done, total) => seen.push([done, total]),
    });
    expect(seen).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });

  it("lists what is surely unstable first: often seen and seldom repeated before once seen", async () => {
    const ids = Array.from({ length: 30 }, (_, i) => `${i}`);
    const first = Object.fromEntries(ids.map((id, i) => [id, ["cat", "often", ...(i === 0 ? ["once"] : [])]]));
    const second = Object.fromEntries(ids.map((id, i) => [id, ["cat", ...(i < 5 ? ["often"] : [])]]));
    const { labels } = await checkAgreement(twice(first, second), imagesOf(ids));
    expect(labels.map(({ label }) => label)).toEqual(["often", "once", "cat"]);
    expect(labels[2].kappa).toEqual({ value: null, low: null, high: null, n: 30 });
  });

  it("takes synonyms for no change", async () => {
    const [first, second] = [{ a: ["Kitten"] }, { a: ["cat"] }];
    const options = { synonyms: { kitten: "cat" } };
    expect((await checkAgreement(twice(first, second), imagesOf(["a"]))).same.value).toBe(0);
    expect((await checkAgreement(twice(first, second), imagesOf(["a"]), options)).same.value).toBe(1);
  });

  it("leaves failures of either time out, and says so", async () => {
    const agreement = await checkAgreement(
      twice({ a: ["cat"], b: "refused", c: ["dog"] }, { a: ["cat"], b: ["cat"], c: "timed out" }),
      imagesOf(["a", "b", "c"]),
    );
    expect(agreement.images).toBe(1);
    expect(agreement.failed).toEqual([
      { id: "b", reason: "refused" },
      { id: "c", reason: "timed out" },
    ]);
    expect(String(agreement).split("\n").at(-1)).toBe("left out, could not be labelled: 2 images: refused");
    expect(String(agreement)).toContain("morning and evening: 1 images");
  });

  it("shows itself as text, and as a table of plain numbers", async () => {
    const agreement = await checkAgreement(twice({ a: ["cat"] }, { a: ["dog"] }), imagesOf(["a"]));
    expect(agreement.toMimeBundle()).toEqual({ "text/plain": String(agreement) });
    expect(agreement.table().objects()[0]).toMatchObject({
      label: "cat",
      both: 0,
      onlyFirst: 1,
      onlySecond: 0,
      repeated: 0,
    });
  });

  it("refuses a second asking that a cache would answer", async () => {
    let kept = 0;
    const caching = {
      ...sayer("vision", { a: ["cat"] }),
      estimate: async () => ({ images: 1, cached: kept++, requests: 1, seconds: null, dollars: null }),
    };
    await checkAgreement(caching, imagesOf(["a"])); // nothing kept before the second asking
    await expect(checkAgreement(caching, imagesOf(["a"]))).rejects.toThrow(
      "vision would answer the second time from its cache for 1 of 1 images; make it without one, { cache: false }",
    );
  });

  it("says what to do when there is nothing to compare, and stops on a signal", async () => {
    await expect(checkAgreement(sayer("one", {}), [])).rejects.toThrow("no images; give at least one");
    await expect(checkAgreement(sayer("one", { a: "no key" }), imagesOf(["a"]))).rejects.toThrow(
      "none of 1 images was labelled both times (no key)",
    );
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(checkAgreement(sayer("one", { a: [] }), imagesOf(["a"]), { signal })).rejects.toThrow("enough");
  });
});

describe("cohenKappa", () => {
  it("is 1 for full agreement, 0 for chance, negative below it, null without a choice", () => {
    expect(cohenKappa(10, 5, 0, 0)).toBe(1);
    expect(cohenKappa(4, 1, 1, 1)).toBe(0);
    expect(cohenKappa(4, 0, 2, 2)).toBe(-1);
    expect([cohenKappa(4, 4, 0, 0), cohenKappa(4, 0, 0, 0), cohenKappa(0, 0, 0, 0)]).toEqual([null, null, null]);
  });
});
