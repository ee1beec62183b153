import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { openReference, type Reference } from "../label/reference/open-reference.js";
import type { ImageRef } from "../types.js";
import type { AnnotatorState } from "./annotator-protocol.js";
import { type AnnotatorDesk, answerAnnotator } from "./annotator-requests.js";
import { annotatorState, annotatorSummary } from "./annotator-state.js";
import { type Suggestion, startingVocabulary, suggestedLabels } from "./annotator-words.js";
import { kernelBridge } from "./kernel-bridge.js";
import { openWidget } from "./widget.js";
import { WIDGET_MODULE, WIDGET_VERSION } from "./workbench-protocol.js";

export interface AnnotateOptions {
  /** folder that keeps the answers; made when it is missing. Opened again, it goes on where it was left. */
  readonly directory: string;
  /** labels to choose from, in the order of their keys; default: all suggested ones, the most frequent first. More can be typed. */
  readonly vocabulary?: readonly string[];
  /** what a labeler would say, one per image in their order; shown as suggestions, never chosen beforehand */
  readonly suggestions?: readonly Suggestion[];
  /** how many images to draw, in proportion to the classes; default 50, all when there are fewer */
  readonly sample?: number;
  /** of the draw; default 1 */
  readonly seed?: number;
}

/** A reference set in the making: what a person said so far. */
export interface Annotator {
  /** the drawn images, in the order in which they are asked about */
  readonly images: readonly ImageRef[];
  /** labels by image id, of the images that were annotated; none of the labels: [] */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** ids of the images that were skipped; they are not among the labels */
  readonly skipped: readonly string[];
  /** whether every image was annotated or skipped */
  readonly done: boolean;
}

const DEFAULT_SAMPLE = 50;
const DEFAULT_SEED = 1;
const TAKEN_OVER = "Another cell annotates into this directory now; go on there, or run this cell again.";
const WITHOUT_WIDGET = "DataCrafter annotator. Run this cell in the DataCrafter kernel to go on.";
const OPEN_KEY = Symbol.for("datacrafter.open-annotators.v1");

/**
 * Shows images one by one in the running cell, for a person to say what is in them: a reference set to judge labelers by.
 * Each answer is on the disk before the next image is shown, so that a killed kernel or a closed page loses nothing.
 * @throws Error outside the DataCrafter kernel, or when the directory holds the answers of another set of images; RangeError for a sample
 *   that is no whole number from 1, or suggestions that are not one per image
 */
export function annotate(images: readonly ImageRef[], options: AnnotateOptions): Annotator {
  const { directory, sample = DEFAULT_SAMPLE, seed = DEFAULT_SEED, suggestions } = options;
  checkInput(images, sample, suggestions);
  kernelBridge(); // says what is missing before a folder is made
  const reference = openReference(images, { directory, sample, seed });
  const suggested = new Map(images.map(({ id }, i) => [id, suggestions ? suggestedLabels(suggestions[i]) : []]));
  const answered = [...reference.answers.values()].flatMap(({ labels }) => labels ?? []);
  const vocabulary = new Set(startingVocabulary(options.vocabulary, [...suggested.values()], answered));
  takeOver(resolve(directory), show(reference, suggested, vocabulary));
  return annotatorOf(reference);
}

function annotatorOf(reference: Reference): Annotator {
  const { images } = reference;
  const labelsOf = (id: string): readonly string[] | null | undefined => reference.answers.get(id)?.labels;
  return {
    images,
    get labels(): Readonly<Record<string, readonly string[]>> {
      return Object.fromEntries(images.flatMap(({ id }) => (labelsOf(id) ? [[id, labelsOf(id) ?? []]] : [])));
    },
    get skipped(): readonly string[] {
      return images.map(({ id }) => id).filter((id) => labelsOf(id) === null);
    },
    get done(): boolean {
      return images.every(({ id }) => reference.answers.has(id));
    },
  };
}

function checkInput(images: readonly ImageRef[], sample: number, suggestions?: readonly Suggestion[]): void {
  if (images.length === 0) throw new RangeError("annotate: no images; give at least one.");
  if (new Set(images.map(({ id }) => id)).size < images.length) {
    throw new RangeError("annotate: two images have the same id; give each image once.");
  }
  if (!Number.isInteger(sample) || sample < 1) {
    throw new RangeError(`annotate: sample is ${sample}; give a whole number from 1.`);
  }
  if (suggestions && suggestions.length !== images.length) {
    throw new RangeError(
      `annotate: ${suggestions.length} suggestions for ${images.length} images; give one for each image, [] for none.`,
    );
  }
}

function show(
  reference: Reference,
  suggested: ReadonlyMap<string, readonly string[]>,
  vocabulary: Set<string>,
): AnnotatorDesk {
  const names = { module: WIDGET_MODULE, version: WIDGET_VERSION };
  const widget = openWidget<AnnotatorState>({
    model: { ...names, name: "AnnotatorModel" },
    view: { ...names, name: "AnnotatorView" },
    state: annotatorState(reference, ""),
  });
  // a second output, rewritten in place: rewriting the widget's own would draw it anew under the person's hands
  const displayId = randomUUID();
  const summary = (): { "text/plain": string } => ({ "text/plain": annotatorSummary(widget.state, new Date()) });
  const desk: AnnotatorDesk = {
    reference,
    widget,
    suggested,
    vocabulary,
    takenOver: "",
    tellNotebook: () => kernelBridge().display(summary(), { displayId, update: true }),
  };
  widget.onMessage((content) => void answerAnnotator(desk, content));
  widget.display({ "text/plain": WITHOUT_WIDGET });
  kernelBridge().display(summary(), { displayId });
  return desk;
}

/** Of two annotators of one directory only the later may write. */
function takeOver(path: string, desk: AnnotatorDesk): void {
  const globals = globalThis as Record<symbol, unknown>;
  globals[OPEN_KEY] ??= new Map<string, () => void>();
  const open = globals[OPEN_KEY] as Map<string, () => void>;
  open.get(path)?.();
  open.set(path, () => {
    desk.takenOver = TAKEN_OVER;
    desk.widget.update({ message: TAKEN_OVER, undo: null });
  });
}
