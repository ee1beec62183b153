/**
 * What the workbench widget and the kernel say to each other. Types and constants only: the browser side imports this file's types.
 *
 * Small JSON lives in the synced state; everything that grows with the images travels as custom messages with binary buffers,
 * so that saved notebooks stay small. Every message from the browser is answered by "done" or "failed" with its request number.
 */
import type { PromptDifference } from "../refine/compare-prompts.js";
import type { Measures } from "../types.js";

export const WIDGET_MODULE = "datacrafter-widgets";
/** a semver range that the registered version must satisfy */
export const WIDGET_VERSION = "^0.1.0";

export interface PromptCard {
  readonly id: string;
  readonly className: string;
  readonly text: string;
  readonly status: "active" | "proposed";
  /** what went and came beside the template that a proposed card would replace; null when active */
  readonly changes: readonly PromptDifference[] | null;
  readonly why: readonly string[];
  /** generated with it, on the map; of a proposal: with the prompt it would replace */
  readonly images: number;
  readonly rejected: number;
}

export interface IterationPoint {
  readonly index: number;
  readonly generated: number;
  readonly rejected: number;
  /** each divided by iteration 1's value; null where not measured */
  readonly ratios: Measures | null;
  /** time generating took; null where nobody counted */
  readonly seconds: number | null;
  /** null where no price was named */
  readonly dollars: number | null;
}

/** What one image for each original would take, generating and labelling; times perImage for more. */
export interface WorkbenchEstimate {
  readonly images: number;
  /** null where nobody knows */
  readonly seconds: number | null;
  /** null where no price is named */
  readonly dollars: number | null;
}

/** A generated image to look at first, and why. */
export interface SuspectImage {
  readonly id: string;
  /** a sentence each, the weightiest first */
  readonly reasons: readonly string[];
}

/** An image that is like another by the session's embeddings. */
export interface NeighborImage {
  readonly id: string;
  /** cosine, in [-1, 1] */
  readonly similarity: number;
  /** whether the two look nearly the same */
  readonly isCopy: boolean;
}

/** A running job; null when idle. */
export interface Job {
  readonly kind: "generate" | "label" | "embed" | "project" | "measure" | "refine";
  readonly done: number;
  readonly total: number;
  /** how fast, how long yet and what it cost so far, in words: "3.1/s, 9 s left, $0.24"; absent or "" before anything is known */
  readonly pace?: string;
}

/** The synced state, beside the fields every widget has. */
export interface WorkbenchState {
  readonly title: string;
  /** of the session, as seen from where the kernel runs: two workbenches of one notebook are told apart by it */
  readonly folder: string;
  readonly classes: readonly string[];
  readonly iterations: readonly IterationPoint[];
  readonly prompts: readonly PromptCard[];
  readonly job: Job | null;
  /** why the last act failed, or what to know about it; "" for nothing */
  readonly message: string;
  readonly messageLevel: "info" | "warning" | "error";
  /** what Undo would take back, e.g. "reject 31 images"; null when nothing */
  readonly undo: string | null;
  /** what Redo would do again; null when nothing */
  readonly redo: string | null;
  /** images to generate per original when Generate is clicked */
  readonly perImage: number;
  /** null while an iteration that was cut short waits to be finished, or a job runs */
  readonly estimate: WorkbenchEstimate | null;
  /** labels that a person took off the map */
  readonly hiddenLabels: readonly string[];
  /** goes up with every new map; a view whose map is older asks again with "hello" */
  readonly revision: number;
}

/** Browser to kernel: the content of a custom message. `request` is chosen by the browser and comes back in the answer. */
export type WorkbenchRequest =
  | { readonly request: number; readonly kind: "hello" }
  | { readonly request: number; readonly kind: "thumbnails"; readonly ids: readonly string[] }
  /** one image as large as it is looked at: "picture" */
  | { readonly request: number; readonly kind: "picture"; readonly id: string }
  /** asks for the images most like this one: "neighbors" */
  | { readonly request: number; readonly kind: "neighbors"; readonly id: string }
  | { readonly request: number; readonly kind: "select"; readonly ids: readonly string[] }
  /** selects many images, in the order of the map of that revision; buffer: one bit for each image of the map, the first in the lowest bit */
  | { readonly request: number; readonly kind: "select-mask"; readonly revision: number }
  /** selects the images that carry a label, or a label of a group, and cuts the labels around it; null: looks at none and selects nothing */
  | { readonly request: number; readonly kind: "focus"; readonly label: string | null }
  /** @see VerdictOptions for the reason */
  | {
      readonly request: number;
      readonly kind: "reject" | "want" | "clear";
      readonly ids: readonly string[];
      readonly reason?: string;
    }
  | { readonly request: number; readonly kind: "undo" | "redo" | "refine" | "cancel" }
  | { readonly request: number; readonly kind: "generate"; readonly perImage: number }
  | { readonly request: number; readonly kind: "accept" | "edit"; readonly promptId: string; readonly text: string }
  | { readonly request: number; readonly kind: "discard"; readonly promptId: string }
  /** proposes a prompt for another class */
  | { readonly request: number; readonly kind: "transfer"; readonly promptId: string; readonly className: string }
  /** selects the images of a prompt */
  | { readonly request: number; readonly kind: "prompt-images"; readonly promptId: string }
  /** selects the images with a label that holds this text, and looks at these labels */
  | { readonly request: number; readonly kind: "search"; readonly text: string }
  /** takes a label or a group off the map, by id or name, or brings it back */
  | { readonly request: number; readonly kind: "hide" | "restore"; readonly label: string }
  /** sets the iterations after this one aside, with their images; 0: all of them */
  | { readonly request: number; readonly kind: "go-back"; readonly iteration: number }
  /** writes a note into the session's log */
  | { readonly request: number; readonly kind: "note"; readonly text: string }
  /** asks for the images to look at first: "suspects" */
  | { readonly request: number; readonly kind: "review" };

/** Bits of a point's flags. */
export const FLAG_GENERATED = 1;
export const FLAG_REJECTED = 2;
export const FLAG_WANTED = 4;

/** A content label, or a group of them. */
export interface MapLabel {
  /** kept from one map to the next */
  readonly id: string;
  readonly text: string;
  readonly isGroup: boolean;
  /** the group it is in, by its place in the list, which is before its own; null for none */
  readonly parent: number | null;
  /** images that carry it, or a label of the group */
  readonly original: number;
  readonly generated: number;
}

export interface ThumbnailInfo {
  readonly id: string;
  readonly className: string;
  readonly origin: "original" | "generated";
  readonly iteration: number;
  readonly sourceId: string | null;
  readonly prompt: string | null;
  readonly seed: number | null;
  readonly labels: readonly string[];
  /** the labeler's sentence; null where it wrote none */
  readonly caption: string | null;
  /** probability of its own class, in [0, 1]; null before it was embedded, as the two below */
  readonly consistency: number | null;
  /** the most probable class */
  readonly likelyClass: string | null;
  /** 1 - cosine to the middle of its class's originals, in [0, 2] */
  readonly distance: number | null;
}

/** Kernel to browser: the content of a custom message; the comment names its binary buffers. */
export type WorkbenchReply =
  /** buffers: positions Float32 2(n+m), images first; classIndex Uint16 n; flags Uint8 n; iteration Uint16 n; source Uint32 n: the place of the original it was made from, its own place for originals */
  | {
      readonly kind: "map";
      readonly revision: number;
      /** true while its points still move; the map that stands still follows with the same revision, or an earlier one with a higher */
      readonly isSettling: boolean;
      readonly ids: readonly string[];
      readonly labels: readonly MapLabel[];
    }
  /** buffers: flags Uint8 n, in the order of the map of that revision */
  | { readonly kind: "flags"; readonly revision: number }
  | { readonly kind: "selection"; readonly ids: readonly string[] }
  /** the same for many images in the order of the map of that revision, which was sent before; buffer: as of "select-mask" */
  | { readonly kind: "selection-mask"; readonly revision: number }
  /** the labels looked at, by id, and the labels and groups to show for them, those of most interest first; none: all labels, as they fit */
  | { readonly kind: "focus"; readonly labels: readonly string[]; readonly cut: readonly string[] }
  /** buffers: one encoded WebP per entry of images, at most THUMBNAIL_PX on its longer side */
  | { readonly kind: "thumbnails"; readonly images: readonly ThumbnailInfo[] }
  /** buffers: the encoded WebP, at most PICTURE_PX on its longer side */
  | { readonly kind: "picture"; readonly id: string }
  /** the images most like one of them, the most alike first */
  | { readonly kind: "neighbors"; readonly id: string; readonly images: readonly NeighborImage[] }
  /** most suspicious first */
  | { readonly kind: "suspects"; readonly images: readonly SuspectImage[] }
  | { readonly kind: "done"; readonly request: number }
  | { readonly kind: "failed"; readonly request: number; readonly message: string };

/** Selections of more than this many images travel as a mask over the map, both ways: 100,000 ids take most of a second. */
export const MOST_SELECTED_BY_ID = 500;
export const THUMBNAIL_PX = 128;
export const PICTURE_PX = 1024;
/** thumbnails per message, both ways */
export const THUMBNAILS_PER_MESSAGE = 64;
