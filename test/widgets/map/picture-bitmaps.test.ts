import { PictureBitmaps } from "../../../widgets/src/map/picture-bitmaps";
import { settle } from "../settle";

function open(capacity = 10) {
  const urls = new Map<string, string>();
  const asked: string[][] = [];
  const decoded: string[] = [];
  const closed: string[] = [];
  const onDecoded = jest.fn();
  const decode = async (url: string): Promise<ImageBitmap> => {
    decoded.push(url);
    if (url.includes("broken")) throw new Error("no image");
    return { url, close: () => closed.push(url) } as unknown as ImageBitmap;
  };
  const pictures = { url: (id: string) => urls.get(id), load: (ids: readonly string[]) => void asked.push([...ids]) };
  return {
    bitmaps: new PictureBitmaps(pictures, onDecoded, decode, capacity),
    urls,
    asked,
    decoded,
    closed,
    onDecoded,
  };
}

describe("PictureBitmaps", () => {
  it("decodes a picture once and tells when it can be drawn", async () => {
    const { bitmaps, urls, decoded, onDecoded } = open();
    urls.set("a", "blob:a");
    expect([bitmaps.get("a"), bitmaps.get("a")]).toEqual([null, null]);
    await settle();
    expect(bitmaps.get("a")).toMatchObject({ url: "blob:a" });
    expect([decoded, onDecoded.mock.calls.length]).toEqual([["blob:a"], 1]);
  });

  it("asks only for those whose bytes are not here", async () => {
    const { bitmaps, urls, asked } = open();
    urls.set("a", "blob:a");
    bitmaps.load(["a", "b"]);
    bitmaps.load(["a"]);
    expect(asked).toEqual([["b"]]);
  });

  it("keeps no more than it may, and closes the one unused for longest", async () => {
    const { bitmaps, urls, closed } = open(2);
    for (const id of ["a", "b", "c"]) urls.set(id, `blob:${id}`);
    for (const id of ["a", "b", "a", "c"]) {
      bitmaps.get(id);
      await settle();
    }
    expect(closed).toEqual(["blob:b"]);
  });

  it("tries what is no picture only once", async () => {
    const { bitmaps, urls, decoded } = open();
    urls.set("a", "blob:broken");
    bitmaps.get("a");
    await settle();
    expect(bitmaps.get("a")).toBeNull();
    expect(decoded).toHaveLength(1);
  });

  it("closes all in the end, those that come later too", async () => {
    const { bitmaps, urls, closed, onDecoded } = open();
    urls.set("a", "blob:a").set("b", "blob:b");
    bitmaps.get("a");
    await settle();
    bitmaps.get("b");
    bitmaps.dispose();
    await settle();
    expect([closed, onDecoded.mock.calls.length]).toEqual([["blob:a", "blob:b"], 1]);
  });
});
