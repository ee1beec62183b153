import "./browser-stand-ins";

import { ThumbnailCache } from "../../widgets/src/thumbnail-cache";

function info(id: string, labels: readonly string[] = ["grass"]) {
  return {
    id,
    className: "cat",
    origin: "generated",
    iteration: 1,
    sourceId: null,
    prompt: null,
    seed: null,
    labels,
    caption: null,
    consistency: null,
    likelyClass: null,
    distance: null,
  } as const;
}
const picture = new DataView(new ArrayBuffer(3));

describe("ThumbnailCache", () => {
  it("asks for each image once while it is on its way", () => {
    const cache = new ThumbnailCache();
    expect(cache.missing(["a", "b", "a"])).toEqual(["a", "b"]);
    expect(cache.missing(["a", "c"])).toEqual(["c"]);
    cache.forget(["a"]);
    expect(cache.missing(["a"])).toEqual(["a"]);
  });

  it("keeps what was used last and frees the rest", () => {
    const freed = jest.spyOn(URL, "revokeObjectURL");
    const cache = new ThumbnailCache(2);
    cache.add([info("a"), info("b")], [picture, picture]);
    const second = cache.get("b")?.url;
    cache.get("a");
    cache.add([info("c")], [picture]);
    expect(cache.get("b")).toBeUndefined();
    expect(freed).toHaveBeenCalledWith(second);
    expect([cache.get("a")?.id, cache.get("c")?.id]).toEqual(["a", "c"]);
  });

  it("asks again for what came before its labels were known", () => {
    const cache = new ThumbnailCache();
    cache.add([info("a", []), info("b")], [picture, picture]);
    cache.dropUnlabelled();
    expect(cache.missing(["a", "b"])).toEqual(["a"]);
  });

  it("does not show an image whose picture did not come", () => {
    const cache = new ThumbnailCache();
    cache.missing(["a"]);
    cache.add([info("a")], []);
    expect(cache.get("a")).toBeUndefined();
    expect(cache.missing(["a"])).toEqual(["a"]);
  });
});
