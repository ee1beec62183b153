import type { JudgedImage, LabelledOriginal } from "../../types.js";
import { chanceOfSoMany, type PhraseCounts } from "../chance-of-so-many.js";

/** Fewer rejected images than this never speak against a label, however unlikely they are. */
const LEAST_REJECTED = 3;
/** A label is believed when rejections like its own come by chance this rarely, over all labels of the class together (Bonferroni). */
const BELIEVED_CHANCE = 0.05;
/** Where more than this share of a prompt's images carry a label, they do not differ in it, and a person who rejects some of them says nothing about it by leaving the others. */
const EVERYWHERE = 0.9;

/** A content label that goes with rejected images of one class more than chance explains. */
export interface LabelVerdict {
  readonly label: string;
  /** rejected images with the label, and all rejected ones */
  readonly rejected: number;
  readonly allRejected: number;
  /** the same of the other images: those kept, and the originals */
  readonly others: number;
  readonly allOthers: number;
  /** how likely so many would be by chance, in [0, 1] */
  readonly chance: number;
}

/**
 * The content labels that rejected images carry more often than the others of their class: what the person points at without saying it.
 * The least likely label comes first; its images are then explained and leave the evidence, so that what merely stood beside it is not blamed; and so on.
 *
 * Images are compared with those of the same prompt, since what two prompts make differs anyway: one table for each prompt, and the exact stratified test over all of them, in the class alone and over all judged classes;
 * the less likely counts. Nearly all images of a prompt may share what is wrong with them, or all be rejected. Then its unmarked images are no evidence, since nobody rejects every image that is wrong:
 * its rejected ones are compared with the class's originals.
 * A label counts when at least three rejected images of the class carry it, at least half of all images do that carry it where prompts make both, and its chance is below 0.05 divided by the number of labels.
 * @param images generated ones of all judged classes
 * @param originals they are what is wanted
 * @param ignored labels that say nothing here, such as the class's own name
 */
export function labelEvidence(
  className: string,
  images: readonly JudgedImage[],
  originals: readonly LabelledOriginal[],
  ignored: ReadonlySet<string> = new Set(),
): readonly LabelVerdict[] {
  const evidence: Evidence = {
    generated: images.map((image) => ({ ...image, isRejected: image.feedback === "rejected" })),
    originals,
  };
  const own = evidence.generated.filter((image) => image.className === className);
  const labels = [...new Set(own.filter(({ isRejected }) => isRejected).flatMap((image) => image.labels))].filter(
    (label) => !ignored.has(label),
  );
  const found: LabelVerdict[] = [];
  let left = evidence;
  while (found.length < labels.length) {
    const worst = leastLikely(className, labels, left);
    if (!worst || worst.chance >= BELIEVED_CHANCE / labels.length) break;
    found.push({ ...countsOf(worst.label, className, evidence), ...worst });
    const explained = ({ labels: carried }: { readonly labels: readonly string[] }): boolean =>
      carried.includes(worst.label);
    left = {
      generated: left.generated.filter((image) => !explained(image)),
      originals: left.originals.filter((image) => !explained(image)),
    };
  }
  return found;
}

interface Generated extends Pick<JudgedImage, "className" | "templateId" | "labels"> {
  readonly isRejected: boolean;
}

interface Evidence {
  readonly generated: readonly Generated[];
  readonly originals: readonly LabelledOriginal[];
}

function leastLikely(
  className: string,
  labels: readonly string[],
  evidence: Evidence,
): { readonly label: string; readonly chance: number } | null {
  let least: { readonly label: string; readonly chance: number } | null = null;
  for (const label of labels) {
    const chance = chanceOf(className, label, evidence);
    if (chance < (least?.chance ?? 1)) least = { label, chance };
  }
  return least;
}

function chanceOf(className: string, label: string, { generated, originals }: Evidence): number {
  const classes = [...new Set(generated.map((image) => image.className))];
  const byClass = new Map(
    classes.map((name) => [
      name,
      tablesOf(
        label,
        generated.filter((image) => image.className === name),
        originals.filter((image) => image.className === name),
      ),
    ]),
  );
  const own = byClass.get(className);
  if (!own) return 1;
  const rejected = own.reduce((sum, { rejectedWith }) => sum + rejectedWith, 0);
  const beside = own.filter(({ isWithOriginals }) => !isWithOriginals);
  const [carriers, rejectedCarriers] = [sumOf(beside, "all"), sumOf(beside, "rejectedWith")];
  if (rejected < LEAST_REJECTED || rejectedCarriers < carriers / 2) return 1;
  return Math.min(chanceOfSoMany(own), chanceOfSoMany([...byClass.values()].flat()));
}

interface Table extends PhraseCounts {
  readonly isWithOriginals: boolean;
}

/** One table for each prompt whose images differ, and one of the others' rejected images beside the originals. All of one class. */
function tablesOf(
  label: string,
  generated: readonly Generated[],
  originals: readonly LabelledOriginal[],
): readonly Table[] {
  const prompts = [...new Set(generated.map(({ templateId }) => templateId))];
  const groups = prompts.map((id) => generated.filter(({ templateId }) => templateId === id));
  const alike = groups.filter((images) => isAlike(label, images));
  const given = originals.map((image) => ({ ...image, isRejected: false }));
  const pointedAt = alike.flat().filter(({ isRejected }) => isRejected);
  return [
    ...groups
      .filter((images) => !alike.includes(images))
      .map((images) => ({ ...tableOf(label, images), isWithOriginals: false })),
    ...(pointedAt.length > 0 ? [{ ...tableOf(label, [...pointedAt, ...given]), isWithOriginals: true }] : []),
  ];
}

/** True when these images cannot tell a label from others: nearly all carry it, or all are rejected. */
function isAlike(label: string, images: readonly Generated[]): boolean {
  const carriers = images.filter(({ labels }) => labels.includes(label)).length;
  return carriers > EVERYWHERE * images.length || images.every(({ isRejected }) => isRejected);
}

function tableOf(
  label: string,
  images: readonly { readonly labels: readonly string[]; readonly isRejected: boolean }[],
): PhraseCounts {
  const carriers = images.filter(({ labels }) => labels.includes(label));
  return {
    rejectedWith: carriers.filter(({ isRejected }) => isRejected).length,
    all: carriers.length,
    rejectedOffered: images.filter(({ isRejected }) => isRejected).length,
    allOffered: images.length,
  };
}

function sumOf(tables: readonly Table[], key: "all" | "rejectedWith"): number {
  return tables.reduce((sum, table) => sum + table[key], 0);
}

/** What a person is told: the rejected images, and all others and the originals. */
function countsOf(
  label: string,
  className: string,
  { generated, originals }: Evidence,
): Omit<LabelVerdict, "label" | "chance"> {
  const items = [...generated, ...originals.map((image) => ({ ...image, isRejected: false }))];
  const table = tableOf(
    label,
    items.filter((image) => image.className === className),
  );
  const { rejectedWith: rejected, all, rejectedOffered: allRejected, allOffered } = table;
  return { rejected, allRejected, others: all - rejected, allOthers: allOffered - allRejected };
}
