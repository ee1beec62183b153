import { openScene, type Scene, says } from "./labelling.js";

const CATS = Array(15).fill("cat").join(" ");
const TWENTY = Array.from({ length: 20 }, (_, i) => `label ${i}`);

let scene: Scene;
afterEach(() => scene.end());

/** Labels one image by a model that says this, and asks again by the next labeler, from the cache. */
async function labelTwice(content: string) {
  scene = await openScene({ fault: says(content) });
  const { found } = await scene.label(1, { maxTokens: null });
  expect((await scene.label(1, { maxTokens: null })).found).toEqual(found);
  expect(scene.server.asked).toHaveLength(1);
  return found[0];
}

describe("labels of a model that means no good", () => {
  it.each<[string, unknown[], string[]]>([
    ["HTML is text", ["<img src=x onerror=alert(1)>", "Cat"], ["<img src=x onerror=alert(1)>", "cat"]],
    ["10,000 characters are cut to 60", ["x".repeat(10_000), `${"cat ".repeat(2500)}`], ["x".repeat(60), CATS]],
    ["right to left marks go, Hebrew stays", ["\u202etac\u202c", "\u05d7\u05ea\u05d5\u05dc"], ["tac", "חתול"]],
    ["emoji stay whole", ["\u{1f63a} cat", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}"], ["😺 cat", "👨👩👧"]],
    ["empty ones and repeats go", ["", "  ", "\u200b", "\u0000", "cat", "CAT", "cat\n"], ["cat"]],
    [
      "names of JavaScript's own are words",
      ["__proto__", "constructor", "toString"],
      ["__proto__", "constructor", "tostring"],
    ],
    ["lines become one", ["red\r\n\tsofa", "a\u2028b"], ["red sofa", "a b"]],
    ["of 1,000 there are 20", Array.from({ length: 1000 }, (_, i) => `label ${i}`), TWENTY],
  ])("%s", async (_, labels, expected) => {
    expect((await labelTwice(JSON.stringify({ labels }))).labels).toEqual(expected);
  });

  it("is one line of at most 400 characters in the caption, marks and markup harmless", async () => {
    const { caption } = await labelTwice(
      JSON.stringify({ caption: `\u202e<b>A\u0000 cat</b>\n\n${"and another cat ".repeat(1000)}`, labels: ["cat"] }),
    );
    expect(caption).toMatch(/^<b>A cat<\/b> and another cat .*\.\.\.$/);
    expect(caption!.length).toBeLessThanOrEqual(403);
  });

  it("changes no prototype", async () => {
    const content =
      '{"__proto__":{"labels":["evil"],"isEvil":true},"constructor":{"prototype":{"isEvil":true}},"labels":["cat"]}';
    expect((await labelTwice(content)).labels).toEqual(["cat"]);
    expect(Object.prototype).not.toHaveProperty("isEvil");
  });

  it("is no answer where it is longer than any answer, and what is kept of it is cut", async () => {
    scene = await openScene({ fault: says(JSON.stringify({ labels: ["cat"], more: "x".repeat(100_000) })) });
    const { found } = await scene.label(1, { maxTokens: null });
    expect(found[0].failure).toMatch(/answered twice with what is no caption and labels: it has 100\d\d\d characters/);
    expect(found[0].raw).toHaveLength(20_000);
  });
});
