import { dot } from "../../linalg/matrix.js";
import { createRandom, seedFrom } from "../../linalg/random.js";
import type { CallOptions, PromptTrial, RefineOptions } from "../../types.js";
import { formatTemplate } from "../format-template.js";
import type { TemplatePart } from "../parse-template.js";
import { sampleTemplate } from "../sample-template.js";
import { type JudgedVectors, keptDirection } from "./kept-direction.js";
import { mean, meanVector, spread } from "./vectors.js";

export interface TrialSettings {
  /** templates that images are made of; at least 2 */
  readonly finalists: number;
  /** images of each; at least 2 */
  readonly images: number;
}

/** What trying needs; all of one class, but for the originals. */
export interface TrialInput extends JudgedVectors {
  readonly className: string;
  readonly tryPrompts: NonNullable<RefineOptions["tryPrompts"]>;
  readonly seed: number;
}

/**
 * The second judgement: a few real images of each template that survived the first. A template's value is the mean over its images of their place on the way from rejected to kept and wanted images, in standard deviations,
 * plus the share of them that lie nearest to their own class's originals, plus the logarithm of how different they are. All finalists get the same seeds.
 * @returns one value per template, more is better; null where there is nothing to compare with, or no image of a template could be made
 */
export async function tryFinalists(
  templates: readonly (readonly TemplatePart[])[],
  { images: count }: TrialSettings,
  input: TrialInput,
  options: CallOptions,
): Promise<readonly number[] | null> {
  const { className, originals, vectors, tryPrompts, seed } = input;
  const direction = keptDirection(className, input);
  if (direction === null) return null;
  const trials = templates.flatMap((parts) =>
    Array.from({ length: count }, (_, i): PromptTrial => {
      const own = seedFrom(`${seed}/trial/${i}`);
      return {
        className,
        prompt: sampleTemplate(formatTemplate(parts), className, createRandom(own)).prompt,
        seed: own,
      };
    }),
  );
  const made = await tryPrompts(trials, options);
  const centers = classCenters(originals, vectors);
  const values = templates.map((_, i) => {
    const rows = made.slice(i * count, (i + 1) * count).filter((row): row is Float32Array => row !== null);
    if (rows.length === 0) return null;
    const consistent = rows.filter((row) => nearest(row, centers) === className).length / rows.length;
    return mean(rows.map((row) => dot(row, direction))) + consistent + Math.log1p(spread(rows));
  });
  return values.every((value) => value !== null) ? (values as number[]) : null;
}

function classCenters(
  originals: TrialInput["originals"],
  vectors: TrialInput["vectors"],
): ReadonlyMap<string, Float64Array> {
  const rows = new Map<string, Float32Array[]>();
  for (const { id, className } of originals) {
    const vector = vectors.get(id);
    if (vector) rows.set(className, [...(rows.get(className) ?? []), vector]);
  }
  return new Map([...rows].map(([className, some]) => [className, meanVector(some)]));
}

function nearest(row: Float32Array, centers: ReadonlyMap<string, Float64Array>): string | null {
  const cosine = (center: Float64Array): number => dot(row, center) / Math.sqrt(dot(center, center) || 1);
  const [best] = [...centers].sort(([, a], [, b]) => cosine(b) - cosine(a));
  return best?.[0] ?? null;
}
