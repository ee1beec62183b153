import { fakeEmbedder } from "./fakes.js";
import { sessionBench } from "./session-bench.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(60_000);

const bench = sessionBench({ train: 40, test: 0 });

describe("embedding", () => {
  it("keeps each batch before the next begins, so that after a failure no image is embedded twice", async () => {
    const embedder = fakeEmbedder();
    let calls = 0;
    const failing = {
      ...embedder,
      embed: (...call: Parameters<typeof embedder.embed>) =>
        ++calls === 3 ? Promise.reject(new Error("out of memory")) : embedder.embed(...call),
    };
    const session = await bench.open({ embedder: failing });
    await expect(session.expand({ perImage: 1 })).rejects.toThrow("out of memory");
    expect(embedder.seen).toHaveLength(128); // two batches of 64, of 160 images
    await session.close();
    const rest = fakeEmbedder();
    const again = await bench.open({ embedder: rest });
    expect(await again.expand()).toMatchObject({ index: 1, status: "complete", generated: 80 });
    expect(rest.seen).toHaveLength(32);
    expect(new Set([...embedder.seen, ...rest.seen]).size).toBe(160);
  });
});
