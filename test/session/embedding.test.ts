import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import { fakeEmbedder, fakeProviders, makeDataset } from "./fakes.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(60_000);

describe("embedding", () => {
  it("keeps each batch before the next begins, so that after a failure no image is embedded twice", async () => {
    const folder = await mkdtemp(join(tmpdir(), "embedding-"));
    const dataset = await makeDataset(join(folder, "data"), { train: 40, test: 0 });
    const embedder = fakeEmbedder();
    let calls = 0;
    const failing = {
      ...embedder,
      embed: (...call: Parameters<typeof embedder.embed>) =>
        ++calls === 3 ? Promise.reject(new Error("out of memory")) : embedder.embed(...call),
    };
    const session = await openSession(join(folder, "run"), { dataset, ...fakeProviders(), embedder: failing });
    await expect(session.expand({ perImage: 1 })).rejects.toThrow("out of memory");
    expect(embedder.seen).toHaveLength(128); // two batches of 64, of 160 images
    await session.close();
    const rest = fakeEmbedder();
    const again = await openSession(join(folder, "run"), { ...fakeProviders(), embedder: rest });
    expect(await again.expand()).toMatchObject({ index: 1, status: "complete", generated: 80 });
    expect(rest.seen).toHaveLength(32);
    expect(new Set([...embedder.seen, ...rest.seen]).size).toBe(160);
    await again.close();
    await rm(folder, { recursive: true, force: true });
  });
});
