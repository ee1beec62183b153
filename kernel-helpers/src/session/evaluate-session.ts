import type { MimeBundle } from "../jupyter/kernel-bridge.js";
import type { StoredImage } from "../store/image-table.js";
import { writeMeta } from "../store/meta.js";
import { evaluateEmbeddings } from "../train/evaluate-embeddings.js";
import type { ClassifierAccuracies, Embedder, Evaluation } from "../types.js";
import { embedMissing, vectorsOf } from "./embed-images.js";
import type { JobControl, JobOptions } from "./run-job.js";
import type { SessionState } from "./session-state.js";

export interface EvaluateOptions extends JobOptions {
  /**
   * Whose vectors the classifiers learn from; default: the session's embedder. One that knows the classes already (the small world's CLIP does) has nothing left to gain:
   * descriptors() shows what a classifier gains that has only your images to learn from.
   */
  readonly embedder?: Embedder;
}

/** An evaluation that shows itself as a table when it is a cell's last value. */
export interface EvaluationReport extends Evaluation {
  toMimeBundle(): MimeBundle;
}

/**
 * Trains the same two classifiers twice, on the originals and on the originals with the generated images that are not rejected, and tests both on the dataset's test images.
 * @throws Error when the dataset has no test images
 */
export async function evaluateSession(
  state: SessionState,
  control: JobControl,
  embedder: Embedder = state.providers.embedder,
): Promise<EvaluationReport> {
  const tests = state.images.filter(({ split }) => split === "test");
  if (tests.length === 0) {
    throw new Error(
      'evaluate: the dataset has no test images; put some into a folder "test", or load it with loadImageFolder(path, { testShare: 0.2 }) into a new session.',
    );
  }
  await embedMissing(state, "train", control, embedder);
  await embedMissing(state, "test", control, embedder);
  const originals = state.mapImages().filter(({ origin }) => origin === "original");
  const kept = state.mapImages().filter(({ feedback }) => feedback !== "rejected");
  const expanded = [...originals, ...kept.filter(({ origin }) => origin === "generated")];
  control.report("measure", 0, 2);
  const original = await trainOn(state, originals, tests, control, embedder);
  control.report("measure", 1, 2);
  const report = {
    testImages: tests.length,
    original,
    expanded: await trainOn(state, expanded, tests, control, embedder),
  };
  control.report("measure", 2, 2);
  writeMeta(
    state.store.database,
    "evaluation",
    JSON.stringify({ ...report, embedder: embedder.name, iteration: state.latest() }),
  );
  state.log(
    "evaluate",
    `evaluate on ${tests.length} test images`,
    accuracies(report, embedder.name === state.providers.embedder.name),
  );
  return { ...report, toMimeBundle: () => evaluationBundle(report) };
}

/** For the log; isOwn: on the vectors of the session's own embedder, so that evaluations of one session can be compared. */
function accuracies({ original, expanded }: Evaluation, isOwn: boolean): Record<string, number> {
  return {
    isOwn: Number(isOwn),
    originalLinearProbe: original.linearProbe,
    expandedLinearProbe: expanded.linearProbe,
    originalNearestNeighbours: original.nearestNeighbours,
    expandedNearestNeighbours: expanded.nearestNeighbours,
  };
}

async function trainOn(
  state: SessionState,
  training: readonly StoredImage[],
  tests: readonly StoredImage[],
  control: JobControl,
  embedder: Embedder,
): Promise<ClassifierAccuracies> {
  const train = vectorsOf(state, training, embedder);
  const test = vectorsOf(state, tests, embedder);
  return evaluateEmbeddings(
    {
      train: train.vectors,
      trainClasses: train.classes,
      test: test.vectors,
      testClasses: test.classes,
      classCount: state.facts.classes.length,
    },
    { seed: state.facts.seed, signal: control.signal() },
  );
}

/** A small table, as HTML and as text. */
export function evaluationBundle({ testImages, original, expanded }: Evaluation): MimeBundle {
  const rows = [
    ["trained on", "images", "linear probe", "nearest neighbours"],
    ["originals", ...cells(original)],
    ["originals + generated", ...cells(expanded)],
    [
      "difference",
      "",
      points(expanded.linearProbe - original.linearProbe),
      points(expanded.nearestNeighbours - original.nearestNeighbours),
    ],
  ];
  const caption = `Accuracy on the same ${testImages} test images`;
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const text = rows.map((row) =>
    row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join("  "),
  );
  const html = rows.map((row, i) => {
    const tag = i === 0 ? "th" : "td";
    return `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  });
  return {
    "text/html": `<table><caption>${caption}</caption>${html.join("")}</table>`,
    "text/plain": [caption, ...text].join("\n"),
  };
}

function cells({ trainingImages, linearProbe, nearestNeighbours }: ClassifierAccuracies): string[] {
  return [String(trainingImages), percent(linearProbe), percent(nearestNeighbours)];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function points(difference: number): string {
  return `${difference >= 0 ? "+" : "-"}${Math.abs(100 * difference).toFixed(1)} points`;
}
