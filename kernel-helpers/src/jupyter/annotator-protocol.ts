/**
 * What the annotator widget and the kernel say to each other. Types and constants only: the browser side imports this file's types.
 *
 * The synced state is a few numbers, so that saved notebooks stay small and free of what the images are called; the images' ids,
 * the labels and the pictures travel as custom messages. Every request is answered by "done" or "failed" with its number.
 */

/** The synced state, beside the fields every widget has. */
export interface AnnotatorState {
  readonly total: number;
  /** images with an answer that is not "skip" */
  readonly annotated: number;
  readonly skipped: number;
  /** the median over the answers; null before the first */
  readonly secondsPerImage: number | null;
  /** what Undo would take back, e.g. "the labels of image 12"; null when nothing */
  readonly undo: string | null;
  /** what to know about it, e.g. that another cell took over; "" for nothing */
  readonly message: string;
}

/** The labels a person saw in an image, none of them perhaps; or that the image was skipped. */
export type GivenAnswer = readonly string[] | "skipped";

/** One image of the set, and what is known of it. */
export interface AnnotatorImage {
  readonly id: string;
  /** what a labeler would say */
  readonly suggested: readonly string[];
  /** null before there is one */
  readonly answer: GivenAnswer | null;
}

/** A picture that follows as a buffer, or why it cannot. */
export interface PictureInfo {
  readonly id: string;
  readonly problem: string | null;
}

/** Browser to kernel: the content of a custom message. `request` is chosen by the browser and comes back in the answer. */
export type AnnotatorRequest =
  | { readonly request: number; readonly kind: "hello" | "undo" }
  | { readonly request: number; readonly kind: "pictures"; readonly ids: readonly string[] }
  /** asks for a text to be made a label that can be chosen */
  | { readonly request: number; readonly kind: "label"; readonly text: string }
  | {
      readonly request: number;
      readonly kind: "answer";
      readonly id: string;
      readonly labels: readonly string[];
      readonly seconds: number;
    }
  | { readonly request: number; readonly kind: "skip"; readonly id: string; readonly seconds: number };

/** Kernel to browser: the content of a custom message. */
export type AnnotatorReply =
  | { readonly kind: "set"; readonly images: readonly AnnotatorImage[]; readonly vocabulary: readonly string[] }
  /** an image's answer is another one now; labels that it brought are added to the vocabulary */
  | { readonly kind: "answer"; readonly id: string; readonly answer: GivenAnswer | null; readonly isUndo: boolean }
  /** what the text of a "label" request became; in the vocabulary from now on */
  | { readonly kind: "label"; readonly request: number; readonly label: string }
  /** buffers: one encoded WebP per image without a problem, at most PICTURE_PX on its longer side */
  | { readonly kind: "pictures"; readonly images: readonly PictureInfo[] }
  | { readonly kind: "done"; readonly request: number }
  | { readonly kind: "failed"; readonly request: number; readonly message: string };

export const PICTURE_PX = 512;
/** pictures per request */
export const PICTURES_PER_REQUEST = 4;
/** labels one image may be given */
export const MOST_LABELS = 200;
