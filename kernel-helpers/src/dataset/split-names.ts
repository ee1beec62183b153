import type { DatasetImage } from "../types.js";

/** What other tools call the splits, lower case; everything that is not trained on counts as test. */
export const SPLITS: Readonly<Record<string, DatasetImage["split"]>> = {
  train: "train",
  training: "train",
  test: "test",
  testing: "test",
  val: "test",
  valid: "test",
  validation: "test",
  eval: "test",
};

const SPLIT_WORD = /(?:^|[^a-z])(train|training|test|testing|val|valid|validation|eval)(?:20\d\d)?(?=[^a-z]|$)/gi;

/** The split a file or folder is named after, such as "instances_val2017.json" or "data/train-00000-of-00001.parquet"; null for none. */
export function splitInName(name: string): DatasetImage["split"] | null {
  const word = [...name.matchAll(SPLIT_WORD)].at(-1)?.[1];
  return word === undefined ? null : SPLITS[word.toLowerCase()];
}
