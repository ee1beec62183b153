import type { Reference } from "../label/reference/open-reference.js";
import { median } from "../linalg/median.js";
import type { AnnotatorState, GivenAnswer } from "./annotator-protocol.js";

/** The widget's synced state, as it follows from what is kept. */
export function annotatorState({ images, answers, lastAct }: Reference, message: string): AnnotatorState {
  const given = images.flatMap(({ id }) => answers.get(id) ?? []);
  const skipped = given.filter(({ labels }) => labels === null).length;
  const place = lastAct ? images.findIndex(({ id }) => id === lastAct.answer.id) + 1 : 0;
  return {
    total: images.length,
    annotated: given.length - skipped,
    skipped,
    // a person who was called away for an hour does not change the middle one
    secondsPerImage: given.length === 0 ? null : median(given.map(({ seconds }) => seconds)),
    undo: lastAct && (lastAct.answer.labels ? `the labels of image ${place}` : `that image ${place} was skipped`),
    message,
  };
}

export function givenAnswer(
  answer: { readonly labels: readonly string[] | null } | null | undefined,
): GivenAnswer | null {
  return answer ? (answer.labels ?? "skipped") : null;
}

/** Where things stand, in a line for places that show nothing else; it names its time, because no one may come to correct it. */
export function annotatorSummary({ annotated, skipped, total }: AnnotatorState, now: Date): string {
  const also = skipped > 0 ? `, ${skipped} skipped` : "";
  const time = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}:${two(now.getMinutes())}`;
  return `${annotated} of ${total} images annotated${also} (${time})`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
