import type { ImageRef } from "../../types.js";
import { openAnswerFile } from "./answer-file.js";
import { type Act, type Answer, type AnswerLine, type Answers, NO_ANSWERS, withLine } from "./answer-lines.js";
import { drawByClass } from "./draw-by-class.js";

export interface ReferenceOptions {
  readonly directory: string;
  /** how many images to draw, at least 1 */
  readonly sample: number;
  readonly seed: number;
}

/** A reference set that a person makes: the drawn images, and what is kept of the answers. */
export interface Reference {
  /** the drawn ones, in the order in which they are asked about */
  readonly images: readonly ImageRef[];
  /** of the drawn images, by id */
  readonly answers: ReadonlyMap<string, Answer>;
  /** what undo would take back; null when nothing */
  readonly lastAct: Act | null;
  /** On disk when the promise settles. @throws Error when it could not be written: nothing was changed */
  answer(answer: Answer): Promise<void>;
  /** Takes the last answer back, an earlier session's too. @returns what was taken back @throws Error when there is none */
  undo(at: number): Promise<Act>;
}

/**
 * Opens the reference set of a folder, or draws a new one. A folder keeps its images: more are added when the sample is larger than before.
 * @throws Error when the folder's images are not all among these, or it was drawn otherwise; what openAnswerFile throws
 */
export function openReference(images: readonly ImageRef[], options: ReferenceOptions): Reference {
  const file = openAnswerFile(options.directory);
  let answers: Answers = file.lines.reduce(withLine, NO_ANSWERS);
  const kept = answers.set;
  if (kept) checkSet(kept, images, options, file.path);
  const drawn = drawByClass(images, options.sample, options.seed, kept?.ids ?? []);
  const ids = new Set(drawn.map(({ id }) => id));

  let turn: Promise<unknown> = Promise.resolve();
  /** One after the other, so that what is in memory is what is in the file, in its order. */
  function inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = turn.then(act);
    turn = result.catch(() => undefined);
    return result;
  }

  async function keep(line: AnswerLine): Promise<void> {
    const isSetKept = answers.set?.ids.length === ids.size;
    const set = { kind: "set", version: 1, sample: options.sample, seed: options.seed, ids: [...ids] } as const;
    const lines: AnswerLine[] = isSetKept ? [line] : [set, line];
    await file.append(lines);
    answers = lines.reduce(withLine, answers);
  }

  return {
    images: drawn,
    get answers(): ReadonlyMap<string, Answer> {
      return answers.byId;
    },
    get lastAct(): Act | null {
      return answers.acts.at(-1) ?? null;
    },
    async answer(answer) {
      if (!ids.has(answer.id)) throw new Error(`No image "${answer.id}" in this reference set; nothing was kept.`);
      await inTurn(() => keep({ kind: "answer", ...answer }));
    },
    undo: (at) =>
      inTurn(async () => {
        const last = answers.acts.at(-1);
        if (!last) throw new Error("There is nothing to undo.");
        await keep({ kind: "undo", at });
        return last;
      }),
  };
}

function checkSet(
  { sample, seed, ids }: { readonly sample: number; readonly seed: number; readonly ids: readonly string[] },
  images: readonly ImageRef[],
  options: ReferenceOptions,
  path: string,
): void {
  const given = new Set(images.map(({ id }) => id));
  const missing = ids.filter((id) => !given.has(id));
  if (missing.length > 0) {
    throw new Error(
      `annotate: ${missing.length} of the ${ids.length} images in ${path} are not among the ${images.length} given, ${JSON.stringify(missing[0])} for one; give the same images, or another directory.`,
    );
  }
  if (seed !== options.seed) {
    throw new Error(
      `annotate: the images in ${path} were drawn with seed ${seed}, not ${options.seed}; give seed: ${seed} to go on, or another directory.`,
    );
  }
  if (ids.length > options.sample) {
    throw new Error(
      `annotate: ${path} is about ${ids.length} images (sample: ${sample}), more than sample: ${options.sample}; give at least ${ids.length}, or another directory.`,
    );
  }
}
