import { clip } from "../../kernel-helpers/src/embed/clip.js";
import { stableDiffusion } from "../../kernel-helpers/src/generate/stable-diffusion.js";
import { createInferenceProcess } from "../../kernel-helpers/src/inference/inference-process.js";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import type { Generator } from "../../kernel-helpers/src/types.js";

/** Expands the session in argv[2] with the models in argv[3] and argv[4]; names its inference process for each image it asks for, and at the end. */
async function main([, , directory, diffusion, embedding]: readonly string[]): Promise<void> {
  const inference = createInferenceProcess({ threads: 1 });
  const model = stableDiffusion(diffusion, { steps: 2, inference });
  const generator: Generator = {
    ...model,
    generate: (request, options) => {
      process.stdout.write(`asked of ${inference.pid}\n`);
      return model.generate(request, options);
    },
  };
  const session = await openSession(directory, { generator, embedder: clip(embedding, { inference }) });
  await session.expand({ perImage: 1 });
  await session.close();
  process.stdout.write(`closed beside ${inference.pid}\n`);
}

void main(process.argv);
