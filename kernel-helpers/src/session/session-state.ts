import type { MapPreview } from "../jupyter/workbench-preview.js";
import type { Job } from "../jupyter/workbench-protocol.js";
import type { ClusterNamer } from "../label/hierarchy/cluster-namer.js";
import { type Act, lastUndoable, nextRedoable, recordAct } from "../store/act-table.js";
import { readImages, type StoredImage } from "../store/image-table.js";
import { readIterations } from "../store/iteration-table.js";
import { readLabels } from "../store/label-table.js";
import { readLatestLayout, type StoredLayout } from "../store/layout-table.js";
import type { Store } from "../store/open-store.js";
import { readTemplates } from "../store/template-table.js";
import type { Embedder, Feedback, Generator, Iteration, Labeler, PromptEditor, PromptTemplate } from "../types.js";
import { type LabelArrangement, putArrangement, readArrangement } from "./label-arrangement.js";

/** The replaceable parts of a session. */
export interface Providers {
  readonly embedder: Embedder;
  readonly labeler: Labeler;
  readonly generator: Generator;
  readonly editor: PromptEditor;
  /** names groups of labels; null: they are named after their central members */
  readonly labelNamer: ClusterNamer | null;
}

/** What the session is, written once in its folder. */
export interface SessionFacts {
  readonly name: string;
  /** sorted by code point; a class's place is its index everywhere */
  readonly classes: readonly string[];
  readonly seed: number;
  /** whose bundled models are the defaults; absent for datasets that no bundled model knows */
  readonly world?: "critters";
}

/** @returns whether these are facts: a session may come from anybody */
export function isFacts({ name, classes, seed }: Partial<SessionFacts>): boolean {
  const areNames = Array.isArray(classes) && classes.every((each) => typeof each === "string");
  return typeof name === "string" && areNames && Number.isSafeInteger(seed);
}

/** Something the person should know. */
export interface Notice {
  readonly text: string;
  readonly level: "info" | "warning" | "error";
}

export type SessionChange =
  | "images"
  | "map"
  | "prompts"
  | "iterations"
  | "job"
  | "notice"
  | "selection"
  | "focus"
  | "closed";

/** The labels or groups that the person looks at: one that was pressed, or all that a search found. */
export interface LabelFocus {
  /** of their nodes */
  readonly ids: readonly string[];
  /** ids of the nodes of the cut around them, those of most interest first: the labels to show */
  readonly cut: readonly string[];
}

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
  /** who acts, for the log */
  readonly user: string | null;
  images: readonly StoredImage[] = [];
  templates: readonly PromptTemplate[] = [];
  iterations: readonly Iteration[] = [];
  /** ids, in the order they were selected */
  selection: readonly string[] = [];
  /** the hierarchy of this labeler's labels; null before the first map */
  arrangement: LabelArrangement | null = null;
  focus: LabelFocus | null = null;
  /** vectors of labels' texts, by text */
  readonly textVectors: Map<string, Float32Array> = new Map();
  layout: StoredLayout | null = null;
  /** the next map while its points still move; never stored */
  settling: StoredLayout | null = null;
  /** goes up with every new map */
  revision = 0;
  /** pictures of the map for saved notebooks, of when it was drawn; null before the first map */
  preview: MapPreview | null = null;
  /** where the running job stands */
  job: Job | null = null;
  running: RunningJob | null = null;
  notice: Notice | null = null;
  isClosed = false;
  readonly #byId = new Map<string, StoredImage>();
  readonly #listeners = new Set<(change: SessionChange) => void>();

  constructor(store: Store, facts: SessionFacts, providers: Providers, now: () => number, user: string | null = null) {
    this.store = store;
    this.facts = facts;
    this.providers = providers;
    this.now = now;
    this.user = user;
    this.#readImages();
    this.templates = readTemplates(store);
    this.iterations = readIterations(store);
    this.arrangement = readArrangement(store, providers.labeler.name);
    this.layout = this.#readLayout();
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
    this.#readImages();
    this.tell("images");
  }

  #readImages(): void {
    const labels = readLabels(this.store, this.providers.labeler.name);
    this.images = readImages(this.store).map((image) => {
      const found = labels.get(image.id);
      return {
        ...image,
        labels: found?.labels ?? [],
        caption: found?.caption ?? null,
        labelFailure: found?.failure ?? null,
      };
    });
    this.#byId.clear();
    for (const image of this.images) this.#byId.set(image.id, image);
  }

  /** The latest map, without images that were set aside since it was drawn. */
  #readLayout(): StoredLayout | null {
    const stored = readLatestLayout(this.store);
    if (!stored || stored.imageIds.every((id) => this.#byId.has(id))) return stored;
    const places = stored.imageIds.flatMap((id, place) => (this.#byId.has(id) ? [place] : []));
    const { images, labels } = stored.layout;
    return {
      ...stored,
      imageIds: places.map((place) => stored.imageIds[place]),
      layout: {
        images: Float32Array.from({ length: 2 * places.length }, (_, i) => images[2 * places[i >> 1] + (i & 1)]),
        labels,
      },
    };
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

  /** The number of the latest iteration that counts; 0 before the first, or when the session went back to the originals. */
  latest(): number {
    return Math.max(0, ...this.iterations.filter(({ isActive }) => isActive).map(({ index }) => index));
  }

  /** Reads everything again that depends on which iterations count, and tells of it when all of it fits together again. */
  reloadHistory(): void {
    this.iterations = readIterations(this.store);
    this.templates = readTemplates(this.store);
    this.#readImages();
    this.selection = this.selection.filter((id) => this.#byId.has(id));
    this.layout = this.#readLayout();
    this.settling = null;
    this.preview = null; // drawn with the next map
    this.revision += 2; // newer than one that was settling
    for (const change of ["iterations", "prompts", "map", "images", "selection"] as const) this.tell(change);
  }

  /** Shows the next map while its points still move; null shows the latest map again. */
  setSettling(layout: StoredLayout | null): void {
    if (layout === null && this.settling === null) return;
    this.settling = layout;
    if (layout === null) this.revision += 2; // newer than what was shown in between
    this.tell("map");
  }

  setLayout(layout: StoredLayout, preview: MapPreview | null): void {
    this.settling = null;
    this.layout = layout;
    this.preview = preview;
    this.revision++;
    this.tell("map");
  }

  /** Keeps another arrangement of the labels. */
  setArrangement(arrangement: LabelArrangement): void {
    putArrangement(this.store, this.providers.labeler.name, arrangement);
    this.takeArrangement(arrangement);
  }

  /** Takes over an arrangement that is already in the store. */
  takeArrangement(arrangement: LabelArrangement): void {
    this.arrangement = arrangement;
    this.setFocus(null); // its node may be gone
    this.tell("map");
  }

  setFocus(focus: LabelFocus | null): void {
    if (focus === this.focus) return;
    this.focus = focus;
    this.tell("focus");
  }

  /** Does an act and logs it, with its time and who did it. @param templates rows to add, with the status they have after the act */
  record(act: Act, templates: readonly PromptTemplate[] = []): void {
    recordAct(this.store, { by: this.user, ...act }, templates, this.now());
  }

  /** Logs something that changes nothing by itself: a run, a look. */
  log(kind: string, label: string, details: Act["details"] = null): void {
    this.record({ kind, label, changes: [], details });
  }

  /** What undo would take back; null when nothing. */
  undoLabel(): string | null {
    return this.isClosed ? null : (lastUndoable(this.store)?.label ?? null);
  }

  /** What redo would do again; null when nothing. */
  redoLabel(): string | null {
    return this.isClosed ? null : (nextRedoable(this.store)?.label ?? null);
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
