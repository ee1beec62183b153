import "./browser-stand-ins";

import { PictureCache } from "../../widgets/src/picture-cache";

describe("PictureCache", () => {
  it("asks for each image once while it is on its way", () => {
    const cache = new PictureCache(9);
    expect(cache.missing(["a", "b", "a"])).toEqual(["a", "b"]);
    expect(cache.missing(["a", "c"])).toEqual(["c"]);
    cache.forget(["a"]);
    expect(cache.missing(["a"])).toEqual(["a"]);
  });

  it("keeps what was used last and frees the rest", () => {
    const freed = jest.spyOn(URL, "revokeObjectURL");
    const cache = new PictureCache(2);
    cache.put("a", { url: "blob:a" });
    cache.put("b", { url: "blob:b" });
    cache.get("a");
    cache.put("c", { url: "blob:c" });
    expect(freed.mock.calls).toEqual([["blob:b"]]);
    expect(cache.missing(["a", "b", "c"])).toEqual(["b"]);
  });

  it("frees what is replaced, and all at the end; what has no address is none to free", () => {
    const freed = jest.spyOn(URL, "revokeObjectURL").mockClear();
    const cache = new PictureCache<{ url?: string; problem?: string }>(9);
    cache.put("a", { url: "blob:old" });
    cache.put("a", { url: "blob:new" });
    cache.put("b", { problem: "It cannot be read." });
    expect([cache.get("a")?.url, cache.get("b")?.problem]).toEqual(["blob:new", "It cannot be read."]);
    cache.dispose();
    expect(freed.mock.calls).toEqual([["blob:old"], ["blob:new"]]);
    expect(cache.get("a")).toBeUndefined();
  });

  it("asks again for what was dropped", () => {
    const cache = new PictureCache<{ url: string; labels: readonly string[] }>(9);
    cache.put("a", { url: "blob:a", labels: [] });
    cache.put("b", { url: "blob:b", labels: ["grass"] });
    cache.dropWhere(({ labels }) => labels.length === 0);
    expect(cache.missing(["a", "b"])).toEqual(["a"]);
  });
});
