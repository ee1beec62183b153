import type { LabelledImage } from "../../types.js";
import type { LabelsById } from "./read-labels.js";

/** An image both sides have labels for, word for word. */
export interface LabelPair {
  readonly id: string;
  readonly predicted: readonly string[];
  readonly reference: readonly string[];
}

export interface FailedImage {
  readonly id: string;
  readonly reason: string;
}

export interface PairedLabels {
  /** in the order of the reference */
  readonly pairs: readonly LabelPair[];
  /** could not be labelled, on one side or the other */
  readonly failed: readonly FailedImage[];
  /** ids that only one side has */
  readonly onlyPredicted: readonly string[];
  readonly onlyReference: readonly string[];
}

/** Brings the labels of each image together; nothing is left out silently. */
export function pairLabels(predicted: LabelsById, reference: LabelsById): PairedLabels {
  const [said, actual] = [toMap(predicted), toMap(reference)];
  const pairs: LabelPair[] = [];
  const failed: FailedImage[] = [];
  for (const [id, entry] of actual) {
    const other = said.get(id);
    if (other === undefined) continue;
    const reason = failureOf(other) ?? failureOf(entry);
    if (reason !== undefined) failed.push({ id, reason });
    else pairs.push({ id, predicted: labelsOf(other), reference: labelsOf(entry) });
  }
  return {
    pairs,
    failed,
    onlyPredicted: [...said.keys()].filter((id) => !actual.has(id)),
    onlyReference: [...actual.keys()].filter((id) => !said.has(id)),
  };
}

type Entry = readonly string[] | LabelledImage;

function toMap(labels: LabelsById): ReadonlyMap<string, Entry> {
  if (Array.isArray(labels)) {
    throw new TypeError(
      "compareLabels: a list came in place of labels by image id; give new Map(images.map((image, i) => [image.id, labels[i]])).",
    );
  }
  return labels instanceof Map ? labels : new Map(Object.entries(labels));
}

function failureOf(entry: Entry): string | undefined {
  return isList(entry) ? undefined : entry.failure;
}

function labelsOf(entry: Entry): readonly string[] {
  return isList(entry) ? entry : entry.labels;
}

function isList(entry: Entry): entry is readonly string[] {
  return Array.isArray(entry);
}
