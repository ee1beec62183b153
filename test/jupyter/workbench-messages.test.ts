import { rm } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { frame, workbenchBench } from "./workbench-bench.js";

const bench = workbenchBench();

describe("the state", () => {
  it("names the session's folder as its kernel sees it", async () => {
    const session = await bench.open();
    const { folder } = bench.show().state;
    expect(resolve(folder)).toBe(session.directory);
    expect(isAbsolute(folder)).toBe(false); // a saved notebook tells nobody where it was made
  });
});

describe("thumbnails", () => {
  it("come as WebP, each with its history", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    const [id] = bench.generatedIds();
    expect(await browser.ask({ kind: "thumbnails", ids: [id, bench.session.images[0].id] })).toMatchObject({
      kind: "done",
    });
    const { content, buffers } = browser.last("thumbnails");
    expect(content.images[0]).toMatchObject({
      id,
      origin: "generated",
      iteration: 1,
      prompt: expect.stringContaining("cat"),
      labels: expect.arrayContaining(["animal"]),
      likelyClass: "cat",
      consistency: expect.any(Number),
      distance: expect.any(Number),
    });
    for (const picture of buffers) expect(Buffer.from(picture.subarray(8, 12)).toString()).toBe("WEBP");
    expect(buffers).toHaveLength(2);
  });

  it("that cannot be read are named, and the others come", async () => {
    await bench.open();
    const browser = bench.show();
    const [lost, fine] = bench.session.images;
    await rm(lost.path);
    expect(await browser.ask({ kind: "thumbnails", ids: [lost.id, fine.id] })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining(lost.id),
    });
    expect(browser.last("thumbnails").content.images.map(({ id }) => id)).toEqual([fine.id]);
  });
});

describe("messages that are malformed or forged", () => {
  it.each<[string, object]>([
    ["no ids", { kind: "reject" }],
    ["ids that are no list", { kind: "reject", ids: "all" }],
    ["ids that are no text", { kind: "want", ids: [1] }],
    ["an unknown kind", { kind: "delete", ids: [] }],
    ["a field too many", { kind: "undo", path: "/etc/passwd" }],
    ["a perImage of 1e9", { kind: "generate", perImage: 1e9 }],
    ["a perImage of 0", { kind: "generate", perImage: 0 }],
    ["a prompt that is an object", { kind: "edit", promptId: "x", text: { toString: 1 } }],
    ["65 thumbnails", { kind: "thumbnails", ids: Array.from({ length: 65 }, () => "x") }],
    ["unknown ids", { kind: "reject", ids: ["<script>", "g1"] }],
    ["a class that is a path", { kind: "transfer", promptId: "p1", className: ["../dog"] }],
    ["a label that is not there", { kind: "hide", label: "__proto__" }],
    ["an unknown prompt", { kind: "accept", promptId: "__proto__", text: "a {class}" }],
  ])("with %s are answered with a sentence and change nothing", async (_, request) => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    const before = JSON.stringify([
      bench.session.images,
      bench.session.prompts,
      bench.session.iterations,
      bench.session.events,
    ]);
    const answer = await browser.ask(request);
    expect(answer).toMatchObject({ kind: "failed", message: expect.stringMatching(/^.{10,400}$/) });
    expect(
      JSON.stringify([bench.session.images, bench.session.prompts, bench.session.iterations, bench.session.events]),
    ).toBe(before);
    expect(await browser.ask({ kind: "hello" })).toMatchObject({ kind: "done" });
  });

  it("without a number are shown in the message line", async () => {
    await bench.open();
    const browser = bench.show();
    for (const content of [null, 7, "hello", [], {}, { kind: "undo", request: -1 }, { kind: "undo", request: 1.5 }])
      browser.post(content);
    await frame();
    expect(browser.state).toMatchObject({ messageLevel: "error", message: expect.stringContaining("cannot be read") });
    expect(browser.sent).toEqual([]);
  });

  it("to a closed session are refused, and its workbench says so", async () => {
    await bench.open();
    const browser = bench.show();
    await bench.session.close();
    await frame();
    expect(browser.state).toMatchObject({ message: expect.stringContaining("was closed"), undo: null });
    expect(await browser.ask({ kind: "hello" })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("is closed here"),
    });
  });
});
