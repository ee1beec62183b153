import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import { fakeEmbedder, fakeGenerator, fakeLabeler } from "./fakes.js";

/** Expands the session in argv[2] until it is killed; says "asked" for each image it is asked for. */
async function main(): Promise<void> {
  const generator = fakeGenerator(() => void process.stdout.write("asked\n"));
  const session = await openSession(process.argv[2], { generator, embedder: fakeEmbedder(), labeler: fakeLabeler() });
  process.stdout.write("open\n");
  await session.expand({ perImage: 20 });
  await session.close();
  process.stdout.write("finished\n");
}

void main();
