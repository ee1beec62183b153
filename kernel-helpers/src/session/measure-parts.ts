import { normalizeRows, selectRows } from "../linalg/matrix.js";
import { trainClassClassifier } from "../measure/class-classifier.js";
import { measureGenerated } from "../measure/measure-generated.js";
import type { StoredImage } from "../store/image-table.js";
import type { Measures } from "../types.js";
import { vectorsOf } from "./embed-images.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/** The measures of the images of one class, or of one prompt. */
export interface PartMeasures extends Measures {
  readonly className: string;
  /** null where the part is a whole class */
  readonly templateId: string | null;
  /** the prompt template; null where the part is a whole class */
  readonly prompt: string | null;
  readonly images: number;
  readonly rejected: number;
}

/**
 * The four measures for each class, or each prompt, of some iterations' images: which one is dull, which one has lost its animal. Distance is to the originals of the part's own class;
 * the classifier is that of all originals, as in the chart.
 * @param iteration one of them; null for all
 * @returns in the order of the classes, then of the prompts; parts without images are left out
 */
export async function measureParts(
  state: SessionState,
  by: "class" | "prompt",
  iteration: number | null,
  control: JobControl,
): Promise<readonly PartMeasures[]> {
  const originals = state.images.filter((image) => image.origin === "original" && image.split === "train");
  const generated = state.images.filter(
    (image) => image.origin === "generated" && (iteration === null || image.iteration === iteration),
  );
  const signal = control.signal();
  const given = vectorsOf(state, originals);
  const made = vectorsOf(state, generated);
  const classifier = trainClassClassifier(normalizeRows(given.vectors), given.classes, state.facts.classes.length);
  const parts: PartMeasures[] = [];
  const groups = groupBy(generated, by);
  for (const [done, rows] of groups.entries()) {
    const images = rows.map((row) => generated[row]);
    const [{ className, templateId }] = images;
    const ownRows = originals.flatMap((image, row) => (image.className === className ? [row] : []));
    parts.push({
      className,
      templateId: by === "prompt" ? templateId : null,
      prompt: by === "prompt" ? (state.templates.find(({ id }) => id === templateId)?.text ?? null) : null,
      images: images.length,
      rejected: images.filter(({ feedback }) => feedback === "rejected").length,
      ...(await measureGenerated(
        given.vectors,
        given.classes,
        selectRows(made.vectors, rows),
        rows.map((row) => made.classes[row]),
        state.facts.classes.length,
        { signal, classifier, distanceTo: selectRows(given.vectors, ownRows) },
      )),
    });
    control.report("measure", done + 1, groups.length);
  }
  return parts.sort((a, b) => state.facts.classes.indexOf(a.className) - state.facts.classes.indexOf(b.className));
}

/** Rows that belong together. */
function groupBy(images: readonly StoredImage[], by: "class" | "prompt"): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  images.forEach(({ className, templateId }, row) => {
    const key = by === "class" ? className : String(templateId);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  });
  return [...groups.values()];
}
