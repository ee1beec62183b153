import type { Job } from "../jupyter/workbench-protocol.js";
import { lastUndoable, recordAct } from "../store/act-table.js";
import { readImages, type StoredImage } from "../store/image-table.js";
import { readIterations } from "../store/iteration-table.js";
import { readLatestLayout, type StoredLayout } from "../store/layout-table.js";
import type { Store } from "../store/open-store.js";
import { readTemplates } from "../store/template-table.js";
import { readLabels } from "../store/vector-table.js";
import type { Embedder, Feedback, Generator, Iteration, Labeler, PromptEditor, PromptTemplate } from "../types.js";

/** The replaceable parts of a session. */
export interface Providers {
  readonly embedder: Embedder;
  readonly labeler: Labeler;
  readonly generator: Generator;
  readonly editor: PromptEditor;
}

/** What the session is, written once in its folder. */
export interface SessionFacts {
  readonly name: string;
  /** sorted by code point; a class's place is its index everywhere */
  readonly classes: readonly string[];
  readonly seed: number;
}

/** Something the person should know. */
export interface Notice {
  readonly text: string;
  readonly level: "info" | "warning" | "error";
}

export type SessionChange = "images" | "map" | "prompts" | "iterations" | "job" | "notice" | "selection" | "closed";

/** A job that runs now. */
export interface RunningJob {
  readonly name: string;
  readonly isBackground?: boolean;
  cancel(reason: unknown): void;
  /** settles when the job has ended, however it ended */
  readonly ended: Promise<void>;
}

/**
 * What a session knows, in memory and in its folder; owns the open store. Its functions stand in the files beside it:
 * each reads here, writes to the store, takes the new values over and tells the listeners.
 */
export class SessionState {
  readonly store: Store;
  readonly facts: SessionFacts;
  readonly providers: Providers;
  /** the clock: milliseconds since 1970 */
  readonly now: () => number;
  images: readonly StoredImage[] = [];
  templates: readonly PromptTemplate[] = [];
  iterations: readonly Iteration[] = [];
  /** ids, in the order they were selected */
  selection: readonly string[] = [];
  layout: StoredLayout | null = null;
  /** the next map while its points still move; never stored */
  settling: StoredLayout | null = null;
  /** goes up with every new map */
  revision = 0;
  /** a picture of the map as PNG, for saved notebooks; null before the first map */
  preview: Uint8Array | null = null;
  /** where the running job stands */
  job: Job | null = null;
  running: RunningJob | null = null;
  notice: Notice | null = null;
  isClosed = false;
  readonly #byId = new Map<string, StoredImage>();
  readonly #listeners = new Set<(change: SessionChange) => void>();

  constructor(store: Store, facts: SessionFacts, providers: Providers, now: () => number) {
    this.store = store;
    this.facts = facts;
    this.providers = providers;
    this.now = now;
    this.reloadImages();
    this.templates = readTemplates(store);
    this.iterations = readIterations(store);
    this.layout = readLatestLayout(store);
    if (this.layout) this.revision = 1;
  }

  /** @returns a function that takes the listener away */
  subscribe(listener: (change: SessionChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: SessionChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  say(text: string, level: Notice["level"]): void {
    this.notice = text === "" ? null : { text, level };
    this.tell("notice");
  }

  setJob(job: Job | null): void {
    this.job = job;
    this.tell("job");
  }

  /** The images of the map: originals to learn from and generated ones. Test images are kept apart. */
  mapImages(): readonly StoredImage[] {
    return this.images.filter(({ split }) => split === "train");
  }

  findImage(id: string): StoredImage | undefined {
    return this.#byId.get(id);
  }

  /** Reads all images again: after new ones or new labels. */
  reloadImages(): void {
    const labels = readLabels(this.store, this.providers.labeler.name);
    this.images = readImages(this.store).map((image) => ({ ...image, labels: labels.get(image.id) ?? [] }));
    this.#byId.clear();
    for (const image of this.images) this.#byId.set(image.id, image);
    this.tell("images");
  }

  /** Takes over feedback that is already in the store. */
  setFeedback(feedback: ReadonlyMap<string, Feedback>): void {
    this.images = this.images.map((image) => {
      const value = feedback.get(image.id);
      if (value === undefined || value === image.feedback) return image;
      const changed = { ...image, feedback: value };
      this.#byId.set(image.id, changed);
      return changed;
    });
    this.tell("images");
  }

  reloadTemplates(): void {
    this.templates = readTemplates(this.store);
    this.tell("prompts");
  }

  reloadIterations(): void {
    this.iterations = readIterations(this.store);
    this.tell("iterations");
  }

  /** Shows the next map while its points still move; null shows the latest map again. */
  setSettling(layout: StoredLayout | null): void {
    if (layout === null && this.settling === null) return;
    this.settling = layout;
    if (layout === null) this.revision += 2; // newer than what was shown in between
    this.tell("map");
  }

  setLayout(layout: StoredLayout, preview: Uint8Array | null): void {
    this.settling = null;
    this.layout = layout;
    this.preview = preview;
    this.revision++;
    this.tell("map");
  }

  /** Logs something that changes nothing by itself: a run. */
  log(kind: string, label: string): void {
    recordAct(this.store, { kind, label, changes: [] }, [], this.now());
  }

  /** What undo would take back; null when nothing. */
  undoLabel(): string | null {
    return this.isClosed ? null : (lastUndoable(this.store)?.label ?? null);
  }

  /** @throws Error when the session is closed */
  assertOpen(): void {
    if (this.isClosed) {
      throw new Error(
        `The session in ${this.store.directory} is closed here; call openSession again, or use the session that was opened after it.`,
      );
    }
  }
}
