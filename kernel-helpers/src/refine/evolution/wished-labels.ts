import type { JudgedImage, LabelledOriginal } from "../../types.js";
import { excludeEachOther, labelMeetings } from "./label-exclusion.js";

/** A content label that wanted images of one class show more often than the others of it: "more like these" asks for it. */
export interface WishedLabel {
  readonly label: string;
  /** wanted images with the label, and all wanted ones */
  readonly wanted: number;
  readonly allWanted: number;
  /** the same of the others of the class, originals included */
  readonly others: number;
  readonly allOthers: number;
}

/** One image may be wanted for anything it shows. */
const LEAST_WANTED = 2;
/** A wish is for what the others lack: it must be so many times as frequent among the wanted. */
const LEAST_LIFT = 1.5;
/** Fewer meetings than this can be missing by chance, and tell nothing about two labels. */
const LEAST_EXPECTED = 2;

/**
 * What "more like these" asks for, in groups of labels that stand in for one another: [["snow", "beach"], ["pink"]]; an image is in the snow or on a beach, and pink or not.
 * A label counts from two wanted images of the class on, when it is at least 1.5 times as frequent among them as among the class's other generated images and originals, each with one image added that has it and one that has not.
 * No test is asked for, other than for rejected labels: a wish that was not meant makes prompts more varied, and forbids nothing.
 * @param images generated ones of all judged classes
 * @param ignored labels that are never asked for: names of classes, and what is undesired
 * @returns the groups and the labels in each, those of the largest share among the wanted first
 */
export function wishedLabels(
  className: string,
  images: readonly JudgedImage[],
  originals: readonly LabelledOriginal[],
  ignored: ReadonlySet<string>,
): readonly (readonly WishedLabel[])[] {
  const own = images.filter((image) => image.className === className);
  const wanted = own.filter(({ feedback }) => feedback === "wanted");
  const others = [
    ...own.filter(({ feedback }) => feedback !== "wanted"),
    ...originals.filter((image) => image.className === className),
  ];
  const candidates = [...new Set(wanted.flatMap(({ labels }) => labels))].filter((label) => !ignored.has(label));
  const wished = candidates
    .map(
      (label): WishedLabel => ({
        label,
        wanted: countWith(wanted, label),
        allWanted: wanted.length,
        others: countWith(others, label),
        allOthers: others.length,
      }),
    )
    .filter(isWished)
    .sort((a, b) => b.wanted - a.wanted || (a.label < b.label ? -1 : 1));
  return groupAlternatives(wished, [...images, ...originals]);
}

function isWished({ wanted, allWanted, others, allOthers }: WishedLabel): boolean {
  const [share, otherShare] = [(wanted + 1) / (allWanted + 2), (others + 1) / (allOthers + 2)];
  return wanted >= LEAST_WANTED && share >= LEAST_LIFT * otherShare;
}

/** Each label joins the first group whose members all exclude it; nobody knows of labels too rare to have met. */
function groupAlternatives(
  wished: readonly WishedLabel[],
  images: readonly { readonly labels: readonly string[] }[],
): readonly (readonly WishedLabel[])[] {
  const meet = labelMeetings(images);
  const groups: WishedLabel[][] = [];
  for (const each of wished) {
    const group = groups.find((members) =>
      members.every(({ label }) => {
        const meeting = meet(label, each.label);
        return meeting.expected >= LEAST_EXPECTED && excludeEachOther(meeting);
      }),
    );
    if (group) group.push(each);
    else groups.push([each]);
  }
  return groups;
}

function countWith(images: readonly { readonly labels: readonly string[] }[], label: string): number {
  return images.filter(({ labels }) => labels.includes(label)).length;
}
