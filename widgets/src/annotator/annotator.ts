import type { Connection, Notice } from "../workbench.js";
import type { AnnotatorImage, AnnotatorState } from "./protocol.js";

/** A picture that came, or why it cannot. */
export type Picture =
  | { readonly url: string; readonly problem?: undefined }
  | { readonly url?: undefined; readonly problem: string };

/** What the parts of the annotator may know and do. The widget's model is one; tests use another. */
export interface Annotator {
  readonly state: AnnotatorState;
  readonly connection: Connection;
  readonly notice: Notice | null;
  /** in the order in which they are shown; none until the kernel has sent them */
  readonly images: readonly AnnotatorImage[];
  readonly vocabulary: readonly string[];
  /** place of the shown image in images; images.length when all are done */
  readonly place: number;
  /** the shown image; null when all are done, or before they came */
  readonly image: AnnotatorImage | null;
  /** labels chosen for the shown image, kept or not */
  readonly chosen: readonly string[];
  picture(id: string): Picture | undefined;
  toggle(label: string): void;
  /** Makes a label of a typed text and chooses it. @returns whether it could */
  addLabel(text: string): Promise<boolean>;
  /** Keeps what is chosen, then shows the next image. Without a choice it stays and says what there is to do. */
  next(): Promise<void>;
  /** Shows the image before; what was chosen stays a draft here. */
  back(): void;
  /** Keeps that none of the labels is in the image, then shows the next one. */
  answerNothing(): Promise<void>;
  skip(): Promise<void>;
  /** Takes the last answer back and shows its image. */
  undo(): Promise<void>;
  /** Shows the first skipped image. */
  revisitSkipped(): void;
  dismissNotice(): void;
  /** Calls the handler after every change, until the signal aborts. */
  listen(handler: () => void, signal: AbortSignal): void;
}
