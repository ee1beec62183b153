import { realpath } from "node:fs/promises";
import type { ColumnTable } from "arquero";
import { type ContactSheet, type ContactSheetOptions, contactSheet } from "../dataset/contact-sheet.js";
import { findKernelBridge } from "../jupyter/kernel-bridge.js";
import { showWorkbench } from "../jupyter/workbench.js";
import { type CountLabelsOptions, countLabels, type LabelCount } from "../label/count-labels.js";
import type { LabelNode, LabelTree } from "../label/hierarchy/label-tree.js";
import { readEvents, type SessionEvent } from "../store/act-table.js";
import { type AttemptRecord, readAttempts } from "../store/attempt-table.js";
import { type FailedTask, failedTasks } from "../store/iteration-table.js";
import { type LabelAttemptRecord, readLabelAttempts } from "../store/label-attempt-table.js";
import type { CallOptions, ImageRecord, Iteration, PromptTemplate } from "../types.js";
import { branchSession } from "./branch-session.js";
import { acceptPrompt, discardPrompt, editPrompt, transferPrompt } from "./change-prompts.js";
import { compareIterations, type IterationComparison } from "./compare-iterations.js";
import { type CutLabelsOptions, cutLabels } from "./cut-labels.js";
import { editLabels, type LabelEdit } from "./edit-labels.js";
import { type Estimate, estimateIteration } from "./estimate-iteration.js";
import { estimateRefining, type RefineEstimate } from "./estimate-refining.js";
import { type EvaluateOptions, type EvaluationReport, evaluateSession } from "./evaluate-session.js";
import { DEFAULT_PER_IMAGE, type ExpandOptions, expandSession } from "./expand-session.js";
import { type ExportOptions, type ExportResult, exportSession } from "./export-session.js";
import { type DuplicateOptions, type Duplicates, findDuplicates } from "./find-duplicates.js";
import { findSuspects, type Suspect } from "./find-suspects.js";
import { goBack } from "./go-back.js";
import {
  findImages,
  judgeImages,
  redoNextAct,
  selectImages,
  undoLastAct,
  type VerdictOptions,
} from "./judge-images.js";
import { type LabelFailure, labelFailures } from "./label-failures.js";
import { measureParts, type PartMeasures } from "./measure-parts.js";
import { openSessions } from "./open-sessions.js";
import { refinePrompts } from "./refine-prompts.js";
import type { RefineBudget } from "./refine-spending.js";
import { type ReplayOptions, type ReplayReport, replaySession } from "./replay-session.js";
import { reportSession, type WrittenReport } from "./report-session.js";
import { cancellation, type JobOptions, runJob } from "./run-job.js";
import { type EffortOptions, type IterationEffort, sessionEffort } from "./session-effort.js";
import { addNote, readNotes, type SessionNote } from "./session-notes.js";
import type { Notice, SessionState } from "./session-state.js";
import { sessionTable } from "./session-table.js";
import { type VerifyReport, verifySession } from "./verify-session.js";

export interface RefineCallOptions extends JobOptions {
  readonly budget?: RefineBudget;
}

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
   * @param options.budget what trying prompts and asking a language model may take; session.estimateRefine() tells what they would
   * @returns the proposals; none when there is nothing to learn from, and notice says why
   */
  refine(options: RefineCallOptions = {}): Promise<readonly PromptTemplate[]> {
    return this.#tellingCell(options, () =>
      runJob(this.#state, { name: "refine" }, options, (control) =>
        refinePrompts(this.#state, control, options.budget),
      ),
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

  /** Proposes one class's prompt for another; accept it as any proposal. @throws RangeError when there is no such prompt or class */
  transfer(promptId: string, className: string): PromptTemplate {
    return transferPrompt(this.#state, promptId, className);
  }

  /** Keeps generated images out of training and export; they stay in the session. @returns how many changed @throws RangeError naming unknown ids */
  reject(ids: readonly string[], options: VerdictOptions = {}): number {
    return judgeImages(this.#state, ids, "rejected", options);
  }

  /** Marks generated images as what you want more of. @returns how many changed @throws RangeError naming unknown ids */
  want(ids: readonly string[], options: VerdictOptions = {}): number {
    return judgeImages(this.#state, ids, "wanted", options);
  }

  /** Takes a mark off. @returns how many changed @throws RangeError naming unknown ids */
  clear(ids: readonly string[], options: VerdictOptions = {}): number {
    return judgeImages(this.#state, ids, "none", options);
  }

  /** Selects images in every workbench of this session. @throws RangeError naming unknown ids */
  select(ids: readonly string[]): void {
    selectImages(this.#state, ids);
  }

  /** Takes the latest act back: a verdict, an accepted, edited, discarded or proposed prompt, an edit of the labels, going back to an iteration. @returns what it was; null when there was nothing */
  undo(): string | null {
    return undoLastAct(this.#state);
  }

  /** Does again what undo took back, one act a call, also after the session was opened again; a new act ends the line. @returns what it was; null when there was nothing */
  redo(): string | null {
    return redoNextAct(this.#state);
  }

  /**
   * Does it help? Accuracy on the dataset's test images, trained without and with the generated images that are not rejected.
   * @throws Error when the dataset has no test images
   */
  evaluate(options: EvaluateOptions = {}): Promise<EvaluationReport> {
    return runJob(this.#state, { name: "evaluate" }, options, (control) =>
      evaluateSession(this.#state, control, options.embedder),
    );
  }

  /**
   * Images that look nearly the same: sets among those that are trained on, and leaks, which look like test images and make accuracies too good. Rejected images are left out.
   * @throws RangeError when atLeast is not in (0, 1]
   */
  duplicates(options: DuplicateOptions = {}): Promise<Duplicates> {
    return runJob(this.#state, { name: "look for duplicates" }, options, (control) =>
      findDuplicates(this.#state, control, options.atLeast),
    );
  }

  /** Generated images without a verdict that look like another class, lie far from their own, or are nearly the same as another image; most suspicious first, with the reasons in words. */
  suspects(options: JobOptions = {}): Promise<readonly Suspect[]> {
    return runJob(this.#state, { name: "look for suspects" }, options, (control) => findSuspects(this.#state, control));
  }

  /** The measures of each class, or of each prompt. @param options.iteration default: all; its images must have been embedded, as expand() leaves them */
  measures(
    by: "class" | "prompt",
    options: JobOptions & { readonly iteration?: number } = {},
  ): Promise<readonly PartMeasures[]> {
    return runJob(this.#state, { name: "measure" }, options, (control) =>
      measureParts(this.#state, by, options.iteration ?? null, control),
    );
  }

  /** An arquero table of session.images, one row per image with all that is known of how it was made, by what and whom, and judged; TableRow names the columns. */
  table(): ColumnTable {
    return sessionTable(this.#state);
  }

  /**
   * Goes back to where the session was after an iteration: later iterations are set aside with their images, and the prompts are those of that time. Nothing is deleted, and undo takes it back.
   * @param iteration 0 for the originals alone
   * @throws RangeError when there is no such iteration in use, or none after it; Error while a job runs
   */
  goBack(iteration: number): void {
    goBack(this.#state, iteration);
  }

  /**
   * Makes a second session of this one in another folder, to try something else there; with the same providers, and open.
   * @param directory new or empty
   * @param options.iteration where the new one stands; default: where this one does
   * @throws RangeError when the folder holds files, or there is no such iteration
   */
  async branch(directory: string, options: { readonly iteration?: number } = {}): Promise<Session> {
    const branch = new Session(await branchSession(this.#state, directory, options.iteration ?? null));
    openSessions.add(await realpath(branch.directory), branch);
    return branch;
  }

  /**
   * Two iterations side by side: images, verdicts, cost, measures, accuracy, and their maps as pictures.
   * @param other the session that right is of; default: this one
   * @throws RangeError when there is no such iteration
   */
  compare(left: number, right: number, other: Session = this): Promise<IterationComparison> {
    return compareIterations({ state: this.#state, iteration: left }, { state: other.#state, iteration: right });
  }

  /** Writes a note into the log, with the time and your name; session.notes has them all. @throws RangeError for an empty text, or one of more than 10,000 characters */
  note(text: string): void {
    addNote(this.#state, text);
  }

  /** What was noted, in order. */
  get notes(): readonly SessionNote[] {
    return readNotes(this.#state);
  }

  /**
   * Effort against gain: what was done after each iteration (acts, images selected, rejected and wanted, seconds with long pauses cut), beside its measures, cost and accuracy.
   * @throws RangeError when longestPause is not above 0
   */
  effort(options: EffortOptions = {}): readonly IterationEffort[] {
    return sessionEffort(this.#state, options);
  }

  /** Writes the expanded set for other tools. Rejected images are left out unless asked for. */
  export(directory: string, options: ExportOptions = {}): Promise<ExportResult> {
    this.#state.assertOpen();
    return exportSession(this.#state, directory, options);
  }

  /**
   * Writes the story of the run as one HTML page for somebody who has no Jupyter: images, map to explore, measures, prompts and why they changed, rejected images, accuracy
   * where evaluate() was run, time and cost. It asks nothing of the network.
   * @param path ends in .html; an earlier report there is replaced, any other file is not
   * @throws RangeError for another ending; Error when the file is something else, or cannot be written
   */
  report(path: string): Promise<WrittenReport> {
    this.#state.assertOpen();
    return reportSession(this.#state, path);
  }

  /** Images side by side. @param ids default: up to 60, evenly taken from the latest iteration, or from the originals before the first */
  contactSheet(ids?: readonly string[], options: ContactSheetOptions = {}): Promise<ContactSheet> {
    return contactSheet(ids ? findImages(this.#state, ids, "contactSheet") : this.#latestImages(), options);
  }

  /**
   * What the next expand() would take, generating and labelling; the rest of an iteration that was cut short where there is one.
   * @throws RangeError for a bad perImage
   */
  estimate({ perImage = DEFAULT_PER_IMAGE }: Pick<ExpandOptions, "perImage"> = {}): Estimate {
    this.#state.assertOpen();
    return estimateIteration(this.#state, perImage);
  }

  /** What the next refine() takes at most, beside computing: images to try prompts with, questions to a language model. */
  estimateRefine(): RefineEstimate {
    this.#state.assertOpen();
    return estimateRefining(this.#state);
  }

  /** Every try at the images of an iteration, of generators that ask a server; in the order the tries ended. */
  attempts(iteration: number): readonly AttemptRecord[] {
    return readAttempts(this.#state.store, iteration);
  }

  /** The images of an iteration that could not be made, and why. */
  failures(iteration: number): readonly FailedTask[] {
    return failedTasks(this.#state.store, iteration);
  }

  /**
   * How often each label is on images of the map, originals and generated ones, by class; those of a single image are left out unless asked for.
   * @throws RangeError when leastImages or mostLabels is not a whole number from 0
   */
  labels(options: CountLabelsOptions = {}): readonly LabelCount[] {
    return countLabels(this.images, options);
  }

  /** The hierarchy of the labels, hidden ones included; null before the first map. */
  get labelTree(): LabelTree | null {
    return this.#state.arrangement?.tree ?? null;
  }

  /** Labels that a person took off the map. */
  get hiddenLabels(): readonly string[] {
    return this.#state.arrangement?.hidden ?? [];
  }

  /**
   * Changes the hierarchy of labels: renames, moves, merges, groups, hides. Maps show it at once, later iterations keep it, undo takes it back.
   * @throws RangeError when there is no such label or group, or it cannot be done; nothing changes then
   */
  editLabels(edit: LabelEdit): void {
    editLabels(this.#state, edit);
  }

  /**
   * The labels and groups that tell most about the focus and still cover every label that is not hidden: a cut through the tree.
   * @returns from left to right; none before the first map
   * @throws RangeError for a budget below 1, or a focus that is not there
   */
  cut(options: CutLabelsOptions = {}): Promise<readonly LabelNode[]> {
    return cutLabels(this.#state, options);
  }

  /** The images this session's labeler could not label, and why. The next expand() asks for them again. */
  labelFailures(): readonly LabelFailure[] {
    return labelFailures(this.#state);
  }

  /** Every try at labelling an image, of labelers that ask a server; in the order the tries ended. */
  labelAttempts(): readonly LabelAttemptRecord[] {
    return readLabelAttempts(this.#state.store);
  }

  /**
   * Makes the session's images again with its generator and compares them bit for bit with those that are kept; the session is not changed.
   * @throws RangeError when there is no such iteration, or the folder holds files; the signal's reason when stopped
   */
  replay(options: ReplayOptions = {}): Promise<ReplayReport> {
    return runJob(this.#state, { name: "replay" }, options, (control) => replaySession(this.#state, options, control));
  }

  /**
   * Looks at everything in the folder: every file's hash, every row's references, every vector's length, every prompt, and what lies there beside. Changes nothing; "npx datacrafter verify DIR" does the same.
   * @throws the signal's reason when aborted
   */
  verify(options: CallOptions = {}): Promise<VerifyReport> {
    return verifySession(this.directory, options);
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
