import { readFileSync } from "node:fs";
import { join } from "node:path";

type Ends = readonly [number, number];

export interface GoldenLabel {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly precisionInterval: Ends | null;
  readonly recallInterval: Ends | null;
  readonly f1Interval: Ends | null;
}

export interface GoldenAgreed {
  readonly equal: number;
  readonly equalInterval: Ends;
  readonly repeated: number;
  readonly repeatedInterval: Ends;
  readonly kappa: number | null;
  readonly kappaInterval: Ends;
}

/** What scikit-learn and scipy say of 60 made-up images; see test/golden/make-label-quality.py. */
export interface Golden {
  readonly predicted: Readonly<Record<string, readonly string[]>>;
  readonly reference: Readonly<Record<string, readonly string[]>>;
  readonly labels: Readonly<Record<string, GoldenLabel>>;
  readonly micro: {
    readonly scores: readonly number[];
    readonly precisionInterval: Ends;
    readonly recallInterval: Ends;
    readonly f1Interval: Ends;
    readonly precisionDesignEffect: number;
  };
  readonly macro: { readonly scores: readonly number[]; readonly intervals: readonly Ends[] };
  readonly agreement: {
    readonly jaccard: number;
    readonly jaccardImages: number;
    readonly jaccardInterval: Ends;
    readonly same: number;
    readonly sameInterval: Ends;
    readonly labels: Readonly<Record<string, GoldenAgreed>>;
  };
  readonly wilson: readonly { readonly hits: number; readonly n: number; readonly interval: Ends }[];
}

export const golden: Golden = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "golden", "label-quality.json"), "utf8"),
);
