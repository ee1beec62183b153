import { createHash } from "node:crypto";
import { createRandom, randomInteger, seedFrom } from "../linalg/random.js";
import { sampleTemplate } from "../refine/sample-template.js";
import type { Task } from "../store/iteration-table.js";
import type { ImageRef, PromptTemplate } from "../types.js";

export interface IterationPlan {
  readonly originals: readonly ImageRef[];
  /** the active ones */
  readonly templates: readonly PromptTemplate[];
  /** images to generate per original */
  readonly perImage: number;
  /** 1, 2, ... */
  readonly iteration: number;
  /** the session's */
  readonly seed: number;
}

/**
 * Decides everything about an iteration before it spends anything: for each original, perImage prompts from the active templates of its class, each with a seed and an id.
 * Each image draws from a random of its own, so one original more or less changes nothing for the others.
 * @returns tasks in the order of the originals; id is a hash of source, template, iteration and number
 */
export function planIteration({ originals, templates, perImage, iteration, seed }: IterationPlan): Task[] {
  return originals.flatMap((source) => {
    const own = templates.filter(({ className }) => className === source.className);
    return Array.from({ length: perImage }, (_, number) => {
      const random = createRandom(seedFrom(`${seed}/${iteration}/${source.id}/${number}`));
      const template = own[randomInteger(random, own.length)];
      const { prompt, phrases } = sampleTemplate(template.text, source.className, random);
      const id = taskId(source.id, template.id, iteration, number);
      return {
        id,
        sourceId: source.id,
        className: source.className,
        templateId: template.id,
        prompt,
        phrases,
        seed: seedFrom(`${seed}/${id}`),
      };
    });
  });
}

function taskId(sourceId: string, templateId: string, iteration: number, number: number): string {
  const key = JSON.stringify([sourceId, templateId, iteration, number]);
  return `g${createHash("sha256").update(key).digest("hex").slice(0, 15)}`;
}
