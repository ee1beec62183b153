import { z } from "zod";

/** How well labels were given to images that nothing was learned from. */
export interface LabelQuality {
  /** how many hold, by the reference */
  readonly holds: number;
  /** how many were given */
  readonly given: number;
  /** given and holding */
  readonly correct: number;
  /** correct / given, in [0, 1]; null when none was given */
  readonly precision: number | null;
  /** correct / holds, in [0, 1]; null when none holds */
  readonly recall: number | null;
  /** 2 correct / (given + holds), in [0, 1]; null when none holds and none was given */
  readonly f1: number | null;
}

/** When a label is given. */
export interface CalibratedLabel {
  readonly label: string;
  /** of the labels of one group at most one is given; null: it stands alone */
  readonly group: string | null;
  /** log-odds that it holds: intercept + slope * cosine; null: never given, see reason */
  readonly line: { readonly intercept: number; readonly slope: number } | null;
  /** the cosine from which on it is given, where no rival of its group is near; null: never */
  readonly threshold: number | null;
  /** why it is never given; null when it may be */
  readonly reason: string | null;
  /** by cross-validation; null without a reference */
  readonly quality: LabelQuality | null;
}

/** When a zero-shot labeler gives which label. Plain data: it may be kept as JSON. */
export interface Calibration {
  readonly version: 1;
  /** name of the embedder whose cosines were looked at */
  readonly embedder: string;
  readonly templates: readonly string[];
  readonly labels: readonly CalibratedLabel[];
  /** the probability from which on a label is given, in (0, 1] */
  readonly atLeast: number;
  /** how many images set the scale of the cosines */
  readonly images: number;
  /** how many of them had reference labels; 0: the thresholds come from the shape of the cosines alone */
  readonly referenceImages: number;
  /** of all labels together, by cross-validation; null: not checked against a reference */
  readonly quality: LabelQuality | null;
  /** what a person should know before trusting it, a sentence each */
  readonly notes: readonly string[];
}

const count = z.int().min(0);
const share = z.number().min(0).max(1).nullable();
const quality = z
  .object({ holds: count, given: count, correct: count, precision: share, recall: share, f1: share })
  .nullable();
const schema = z.object({
  version: z.literal(1),
  embedder: z.string(),
  templates: z.array(z.string().includes("{label}")).min(1),
  labels: z
    .array(
      z.object({
        label: z.string().min(1).max(240),
        group: z.string().nullable(),
        line: z.object({ intercept: z.number(), slope: z.number().positive() }).nullable(),
        threshold: z.number().nullable(),
        reason: z.string().nullable(),
        quality,
      }),
    )
    .min(1),
  atLeast: z.number().positive().max(1),
  images: count,
  referenceImages: count,
  quality,
  notes: z.array(z.string()),
});

/**
 * Reads a calibration that was kept as JSON.
 * @throws TypeError naming the first thing that is not as calibrateZeroShot makes it
 */
export function parseCalibration(value: unknown): Calibration {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new TypeError(
    `zero-shot labels: the calibration's ${path.map(String).join(".") || "value"} is wrong (${message}); make one with calibrateZeroShot().`,
  );
}

/** Precision, recall and F1 of counts. */
export function qualityOf({ holds, given, correct }: Pick<LabelQuality, "holds" | "given" | "correct">): LabelQuality {
  return {
    holds,
    given,
    correct,
    precision: given > 0 ? correct / given : null,
    recall: holds > 0 ? correct / holds : null,
    f1: given + holds > 0 ? (2 * correct) / (given + holds) : null,
  };
}
