/**
 * What the workbench widget and the kernel say to each other. Types and constants only: the browser side imports this file's types.
 *
 * Small JSON lives in the synced state; everything that grows with the images travels as custom messages with binary buffers,
 * so that saved notebooks stay small. Every message from the browser is answered by "done" or "failed" with its request number.
 */
import type { Measures } from "../types.js";

export const WIDGET_MODULE = "datacrafter-widgets";
/** a semver range that the registered version must satisfy */
export const WIDGET_VERSION = "^0.1.0";

export interface PromptCard {
  readonly id: string;
  readonly className: string;
  readonly text: string;
  readonly status: "active" | "proposed";
  /** text of the template that a proposed card would replace; null when active */
  readonly before: string | null;
  readonly why: readonly string[];
}

export interface IterationPoint {
  readonly index: number;
  readonly generated: number;
  readonly rejected: number;
  /** each divided by iteration 1's value; null where not measured */
  readonly ratios: Measures | null;
}

/** A running job; null when idle. */
export interface Job {
  readonly kind: "generate" | "label" | "embed" | "project" | "measure" | "refine";
  readonly done: number;
  readonly total: number;
}

/** The synced state, beside the fields every widget has. */
export interface WorkbenchState {
  readonly title: string;
  readonly classes: readonly string[];
  readonly iterations: readonly IterationPoint[];
  readonly prompts: readonly PromptCard[];
  readonly job: Job | null;
  /** why the last act failed, or what to know about it; "" for nothing */
  readonly message: string;
  readonly messageLevel: "info" | "warning" | "error";
  /** what Undo would take back, e.g. "reject 31 images"; null when nothing */
  readonly undo: string | null;
  /** images to generate per original when Generate is clicked */
  readonly perImage: number;
  /** goes up with every new map; a view whose map is older asks again with "hello" */
  readonly revision: number;
}

/** Browser to kernel: the content of a custom message. `request` is chosen by the browser and comes back in the answer. */
export type WorkbenchRequest =
  | { readonly request: number; readonly kind: "hello" }
  | { readonly request: number; readonly kind: "thumbnails"; readonly ids: readonly string[] }
  | { readonly request: number; readonly kind: "select"; readonly ids: readonly string[] }
  | { readonly request: number; readonly kind: "reject" | "want" | "clear"; readonly ids: readonly string[] }
  | { readonly request: number; readonly kind: "undo" | "refine" | "cancel" }
  | { readonly request: number; readonly kind: "generate"; readonly perImage: number }
  | { readonly request: number; readonly kind: "accept" | "edit"; readonly promptId: string; readonly text: string }
  | { readonly request: number; readonly kind: "discard"; readonly promptId: string };

/** Bits of a point's flags. */
export const FLAG_GENERATED = 1;
export const FLAG_REJECTED = 2;
export const FLAG_WANTED = 4;

export interface MapLabel {
  readonly text: string;
  /** images that carry it */
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
}

/** Kernel to browser: the content of a custom message; the comment names its binary buffers. */
export type WorkbenchReply =
  /** buffers: positions Float32 2(n+m), images first; classIndex Uint16 n; flags Uint8 n; iteration Uint16 n */
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
  /** buffers: one encoded WebP per entry of images, at most THUMBNAIL_PX on its longer side */
  | { readonly kind: "thumbnails"; readonly images: readonly ThumbnailInfo[] }
  | { readonly kind: "done"; readonly request: number }
  | { readonly kind: "failed"; readonly request: number; readonly message: string };

export const THUMBNAIL_PX = 128;
/** thumbnails per message, both ways */
export const THUMBNAILS_PER_MESSAGE = 64;
