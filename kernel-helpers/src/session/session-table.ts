import { type ColumnTable, from } from "arquero";
import { dollarsOf } from "../store/dollars-of.js";
import type { StoredImage } from "../store/image-table.js";
import { readVerdicts, type Verdict } from "../store/verdict-table.js";
import type { PromptTemplate } from "../types.js";
import type { SessionState } from "./session-state.js";

/** One row of session.table(). */
export interface TableRow {
  readonly id: string;
  readonly className: string;
  readonly origin: string;
  readonly iteration: number;
  readonly feedback: string;
  /** who judged it; null where nobody did, or it was not written down */
  readonly judgedBy: string | null;
  /** when, milliseconds since 1970 */
  readonly judgedAt: number | null;
  /** why it was rejected or wanted, in the person's words */
  readonly reason: string | null;
  /** joined with ", " */
  readonly labels: string;
  /** the labeler's sentence; null where it wrote none */
  readonly caption: string | null;
  readonly prompt: string | null;
  /** the drawn alternatives, joined with ", ", empty ones left out */
  readonly phrases: string | null;
  readonly sourceId: string | null;
  readonly templateId: string | null;
  /** the prompt template's text */
  readonly template: string | null;
  readonly seed: number | null;
  readonly generator: string | null;
  /** which model, as the generator says: a digest of its files, or its name on a server */
  readonly model: string | null;
  /** what ran it: "cpu", "cuda", or a server's address; null where the generator says nothing */
  readonly provider: string | null;
  /** JSON */
  readonly parameters: string | null;
  readonly seconds: number | null;
  /** as the generator says; null where it says nothing */
  readonly dollars: number | null;
  /** when it came into the session, milliseconds since 1970 */
  readonly addedAt: number;
  /** JSON: what is truly in an original where the dataset says so */
  readonly attributes: string;
  /** joined with "; " */
  readonly warnings: string;
  readonly width: number;
  readonly height: number;
  readonly contentHash: string;
  readonly path: string;
}

/** @returns an arquero table with one row per image of the map, plain values in every cell */
export function sessionTable(state: SessionState): ColumnTable {
  const verdicts = readVerdicts(state.store);
  const templates = new Map(state.templates.map((template) => [template.id, template]));
  return from(
    state.mapImages().map((image) => toRow(image, verdicts.get(image.id), templates.get(image.templateId ?? ""))),
  );
}

function toRow(image: StoredImage, verdict: Verdict | undefined, template: PromptTemplate | undefined): TableRow {
  const { parameters } = image;
  return {
    id: image.id,
    className: image.className,
    origin: image.origin,
    iteration: image.iteration,
    feedback: image.feedback,
    judgedBy: verdict?.by ?? null,
    judgedAt: verdict?.at ?? null,
    reason: verdict?.reason ?? null,
    labels: image.labels.join(", "),
    caption: image.caption,
    prompt: image.prompt,
    phrases: image.phrases?.filter((phrase) => phrase !== "").join(", ") ?? null,
    sourceId: image.sourceId,
    templateId: image.templateId,
    template: template?.text ?? null,
    seed: image.seed,
    generator: image.generator,
    model: parameters?.model ?? null,
    provider: parameters?.provider ?? parameters?.server ?? null,
    parameters: parameters === null ? null : JSON.stringify(parameters),
    seconds: image.seconds,
    dollars: dollarsOf(parameters),
    addedAt: image.addedAt,
    attributes: JSON.stringify(image.attributes),
    warnings: image.warnings.join("; "),
    width: image.width,
    height: image.height,
    contentHash: image.contentHash,
    path: image.path,
  };
}
