import type { ColumnTable } from "arquero";
import { type ContactSheet, type ContactSheetOptions, contactSheet } from "../dataset/contact-sheet.js";
import { findKernelBridge } from "../jupyter/kernel-bridge.js";
import { showWorkbench } from "../jupyter/workbench.js";
import { readEvents, type SessionEvent } from "../store/act-table.js";
import { type AttemptRecord, readAttempts } from "../store/attempt-table.js";
import { type FailedTask, failedTasks } from "../store/iteration-table.js";
import type { ImageRecord, Iteration, PromptTemplate } from "../types.js";
import { acceptPrompt, discardPrompt, editPrompt } from "./change-prompts.js";
import type { Estimate } from "./estimate-images.js";
import { estimateIteration } from "./estimate-iteration.js";
import { type EvaluationReport, evaluateSession } from "./evaluate-session.js";
import { DEFAULT_PER_IMAGE, type ExpandOptions, expandSession } from "./expand-session.js";
import { type ExportOptions, type ExportResult, exportSession } from "./export-session.js";
import { findImages, judgeImages, selectImages, undoLastAct } from "./judge-images.js";
import { refinePrompts } from "./refine-prompts.js";
import { cancellation, type JobOptions, runJob } from "./run-job.js";
import type { Notice, SessionState } from "./session-state.js";
import { sessionTable } from "./session-table.js";

/** More would make notebooks large. */
const MOST_ON_SHEET = 60;

/**
 * An expansion of one dataset: its images, prompts, iterations and everything the person said, kept in a folder.
 * Made by openSession. All values read here are of this moment; the arrays are not changed later but replaced.
 */
export class Session {
  readonly #state: SessionState;

  constructor(state: SessionState) {
    this.#state = state;
  }

  /** absolute */
  get directory(): string {
    return this.#state.store.directory;
  }

  get name(): string {
    return this.#state.facts.name;
  }

  /** a class's place here is its index everywhere */
  get classes(): readonly string[] {
    return this.#state.facts.classes;
  }

  /** originals to learn from, then generated images by iteration, in planned order; test images are kept apart */
  get images(): readonly ImageRecord[] {
    return this.#state.mapImages();
  }

  /** active and proposed prompts */
  get prompts(): readonly PromptTemplate[] {
    return this.#state.templates.filter(({ status }) => status === "active" || status === "proposed");
  }

  get iterations(): readonly Iteration[] {
    return this.#state.iterations;
  }

  /** ids of the images selected in the workbench */
  get selection(): readonly string[] {
    return this.#state.selection;
  }

  /** everything that happened, in order, with its time; undone acts too */
  get events(): readonly SessionEvent[] {
    return readEvents(this.#state.store);
  }

  /** what the last call had to say; null for nothing */
  get notice(): Notice | null {
    return this.#state.notice;
  }

  /**
   * Generates, labels, embeds, projects and measures: one iteration. Finishes one that a killed kernel left in the middle instead of starting another.
   * @throws the signal's reason when stopped (what was made is kept, the iteration counts as "cancelled"); RangeError for a bad perImage;
   *   Error when the generator cannot do it, or no image could be made
   */
  expand(options: ExpandOptions = {}): Promise<Iteration> {
    return this.#tellingCell(options, () => expandSession(this.#state, options));
  }

  /** Shows the workbench in the running cell. @throws Error outside the DataCrafter kernel */
  show(): void {
    this.#state.assertOpen();
    showWorkbench(this.#state);
  }

  /**
   * Proposes better prompts from the feedback so far; accept those you like.
   * @returns the proposals; none when there is nothing to learn from, and notice says why
   */
  refine(options: JobOptions = {}): Promise<readonly PromptTemplate[]> {
    return this.#tellingCell(options, () =>
      runJob(this.#state, { name: "refine" }, options, (control) => refinePrompts(this.#state, control)),
    );
  }

  /** Puts a proposal in the place of the prompt it was made from. @param text your own wording instead; SyntaxError when it is no template */
  accept(promptId: string, text?: string): void {
    acceptPrompt(this.#state, promptId, text);
  }

  /** Rewrites a prompt. @throws SyntaxError when the text is no template, RangeError when there is no such prompt */
  edit(promptId: string, text: string): void {
    editPrompt(this.#state, promptId, text);
  }

  /** Throws a proposal away, or a prompt of a class that has others. */
  discard(promptId: string): void {
    discardPrompt(this.#state, promptId);
  }

  /** Keeps generated images out of training and export; they stay in the session. @returns how many changed @throws RangeError naming unknown ids */
  reject(ids: readonly string[]): number {
    return judgeImages(this.#state, ids, "rejected");
  }

  /** Marks generated images as what you want more of. @returns how many changed @throws RangeError naming unknown ids */
  want(ids: readonly string[]): number {
    return judgeImages(this.#state, ids, "wanted");
  }

  /** Takes a mark off. @returns how many changed @throws RangeError naming unknown ids */
  clear(ids: readonly string[]): number {
    return judgeImages(this.#state, ids, "none");
  }

  /** Selects images in every workbench of this session. @throws RangeError naming unknown ids */
  select(ids: readonly string[]): void {
    selectImages(this.#state, ids);
  }

  /** Takes the latest act back: a verdict, an accepted, edited, discarded or proposed prompt. @returns what it was; null when there was nothing */
  undo(): string | null {
    return undoLastAct(this.#state);
  }

  /**
   * Does it help? Accuracy on the dataset's test images, trained without and with the generated images that are not rejected.
   * @throws Error when the dataset has no test images
   */
  evaluate(options: JobOptions = {}): Promise<EvaluationReport> {
    return runJob(this.#state, { name: "evaluate" }, options, (control) => evaluateSession(this.#state, control));
  }

  /** An arquero table of session.images, one row per image; TableRow names the columns. */
  table(): ColumnTable {
    return sessionTable(this.images);
  }

  /** Writes the expanded set for other tools. Rejected images are left out unless asked for. */
  export(directory: string, options: ExportOptions = {}): Promise<ExportResult> {
    this.#state.assertOpen();
    return exportSession(this.#state, directory, options);
  }

  /** Images side by side. @param ids default: up to 60, evenly taken from the latest iteration, or from the originals before the first */
  contactSheet(ids?: readonly string[], options: ContactSheetOptions = {}): Promise<ContactSheet> {
    return contactSheet(ids ? findImages(this.#state, ids, "contactSheet") : this.#latestImages(), options);
  }

  /**
   * What the next expand() would take; the rest of an iteration that was cut short where there is one.
   * @throws RangeError for a bad perImage
   */
  estimate({ perImage = DEFAULT_PER_IMAGE }: Pick<ExpandOptions, "perImage"> = {}): Estimate {
    this.#state.assertOpen();
    return estimateIteration(this.#state, perImage);
  }

  /** Every try at the images of an iteration, of generators that ask a server; in the order the tries ended. */
  attempts(iteration: number): readonly AttemptRecord[] {
    return readAttempts(this.#state.store, iteration);
  }

  /** The images of an iteration that could not be made, and why. */
  failures(iteration: number): readonly FailedTask[] {
    return failedTasks(this.#state.store, iteration);
  }

  /** Stops what runs, and gives the folder free for another kernel. Closing twice is harmless. */
  async close(): Promise<void> {
    const state = this.#state;
    if (state.isClosed) return;
    state.running?.cancel(cancellation("The session was closed."));
    await state.running?.ended;
    state.isClosed = true;
    state.tell("closed");
    state.store.close();
  }

  toString(): string {
    return `Session of ${this.name}: ${this.images.length} images in ${this.classes.length} classes, ${this.iterations.length} iterations`;
  }

  #latestImages(): readonly ImageRecord[] {
    const latest = Math.max(...this.images.map(({ iteration }) => iteration));
    const images = this.images.filter(({ iteration }) => iteration === latest);
    const step = Math.ceil(images.length / MOST_ON_SHEET);
    return images.filter((_, i) => i % step === 0);
  }

  /** What a call has to say stands below its cell, also when it fails. */
  async #tellingCell<Result>({ progress }: JobOptions, call: () => Promise<Result>): Promise<Result> {
    const before = this.#state.notice;
    try {
      return await call();
    } finally {
      const { notice } = this.#state;
      if (progress !== false && notice && notice !== before) {
        findKernelBridge()?.display({ "text/plain": notice.text });
      }
    }
  }
}
