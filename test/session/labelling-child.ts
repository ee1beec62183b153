import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import type { Labeler } from "../../kernel-helpers/src/types.js";
import { fakeEmbedder, fakeGenerator } from "./fakes.js";

/** Tells three labels and kills this process. */
const labeler: Labeler = {
  name: "scripted",
  async label(images, options) {
    images.slice(0, 3).forEach((_, index) => void options?.onImage?.(index, { labels: ["animal"] }));
    process.kill(process.pid, "SIGKILL");
    return new Promise(() => undefined);
  },
};

async function main(): Promise<void> {
  const session = await openSession(process.argv[2], { generator: fakeGenerator(), embedder: fakeEmbedder(), labeler });
  await session.expand({ perImage: 1 });
}

void main();
