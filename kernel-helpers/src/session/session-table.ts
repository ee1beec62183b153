import { type ColumnTable, from } from "arquero";
import { dollarsOf } from "../store/dollars-of.js";
import type { ImageRecord } from "../types.js";

/** One row of session.table(). */
export interface TableRow {
  readonly id: string;
  readonly className: string;
  readonly origin: string;
  readonly iteration: number;
  readonly feedback: string;
  /** joined with ", " */
  readonly labels: string;
  readonly prompt: string | null;
  /** the drawn alternatives, joined with ", ", empty ones left out */
  readonly phrases: string | null;
  readonly sourceId: string | null;
  readonly templateId: string | null;
  readonly seed: number | null;
  readonly generator: string | null;
  /** JSON */
  readonly parameters: string | null;
  readonly seconds: number | null;
  /** as the generator says; null where it says nothing */
  readonly dollars: number | null;
  readonly width: number;
  readonly height: number;
  readonly contentHash: string;
  readonly path: string;
}

/** @returns an arquero table with one row per image, plain values in every cell */
export function sessionTable(images: readonly ImageRecord[]): ColumnTable {
  return from(images.map(toRow));
}

function toRow(image: ImageRecord): TableRow {
  return {
    id: image.id,
    className: image.className,
    origin: image.origin,
    iteration: image.iteration,
    feedback: image.feedback,
    labels: image.labels.join(", "),
    prompt: image.prompt,
    phrases: image.phrases?.filter((phrase) => phrase !== "").join(", ") ?? null,
    sourceId: image.sourceId,
    templateId: image.templateId,
    seed: image.seed,
    generator: image.generator,
    parameters: image.parameters === null ? null : JSON.stringify(image.parameters),
    seconds: image.seconds,
    dollars: dollarsOf(image.parameters),
    width: image.width,
    height: image.height,
    contentHash: image.contentHash,
    path: image.path,
  };
}
