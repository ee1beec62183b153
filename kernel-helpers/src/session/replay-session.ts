import { createHash } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { safeName } from "../dataset/safe-names.js";
import { mapBounded } from "../images/map-bounded.js";
import { readEvents } from "../store/act-table.js";
import type { StoredImage } from "../store/image-table.js";
import { plannedTasks, type Task } from "../store/iteration-table.js";
import type { Iteration } from "../types.js";
import { imagesAtOnce } from "./check-generator.js";
import { messageOf } from "./message-of.js";
import { planIteration } from "./plan-iteration.js";
import { promptsAt } from "./prompts-at.js";
import type { JobControl, JobOptions } from "./run-job.js";
import type { SessionState } from "./session-state.js";

export interface ReplayOptions extends JobOptions {
  /** only this one; default: every iteration that was not set aside */
  readonly iteration?: number;
  /** A new or empty folder for the images made again, ID.png each, to look at those that differ; default: none are kept. */
  readonly directory?: string;
}

/** An image that was not made again as it was, and why. */
export interface ReplayDifference {
  readonly id: string;
  readonly reason: string;
}

/** What came of making a session's images again. */
export interface ReplayReport {
  /** images with the same bytes as before */
  readonly same: number;
  /** made again, and not the same */
  readonly different: readonly ReplayDifference[];
  /** not tried: no seed decides them, or another generator made them */
  readonly notRepeatable: readonly ReplayDifference[];
  /** the generator failed this time */
  readonly failed: readonly ReplayDifference[];
  /** iterations whose plan, every prompt and seed of it, does not follow from the session's seed, originals and prompts */
  readonly plansThatDiffer: readonly number[];
  /** a few sentences about it */
  readonly text: string;
}

type Outcome = { readonly kind: "same" | "different" | "notRepeatable" | "failed" } & ReplayDifference;

/**
 * Draws every plan and makes every image again, with the session's generator, and compares them bit for bit with what is kept. The session is not changed.
 * @throws RangeError when there is no such iteration, or the folder holds files; the signal's reason when stopped
 */
export async function replaySession(
  state: SessionState,
  { iteration, directory }: ReplayOptions,
  control: JobControl,
): Promise<ReplayReport> {
  const iterations = state.iterations.filter(({ index, isActive }) =>
    iteration === undefined ? isActive : index === iteration && isActive,
  );
  if (iteration !== undefined && iterations.length === 0) {
    throw new RangeError(`replay: no iteration ${iteration} is in use; there are ${state.iterations.length}.`);
  }
  const folder = directory === undefined ? null : await prepareFolder(directory);
  const plansThatDiffer = iterations.filter((each) => !isSamePlan(state, each)).map(({ index }) => index);
  const wanted = new Set(iterations.map(({ index }) => index));
  const images = state.images.filter((image) => image.origin === "generated" && wanted.has(image.iteration));
  const signal = control.signal();
  control.report("generate", 0, images.length);
  const outcomes = await mapBounded(
    images,
    imagesAtOnce(state.providers.generator),
    (image) => makeAgain(state, image, folder, signal),
    { signal, onProgress: (done, total) => control.report("generate", done, total) },
  );
  return summarize(outcomes, plansThatDiffer, iterations.length);
}

async function prepareFolder(directory: string): Promise<string> {
  const folder = resolve(directory);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new RangeError(`replay: ${folder} holds files already; give a new or empty folder.`);
  }
  return folder;
}

function isSamePlan(state: SessionState, { index, perImage, startedAt }: Iteration): boolean {
  const prompts = promptsAt(state.templates, readEvents(state.store), startedAt);
  const again = planIteration({
    originals: state.images.filter(
      ({ origin, split, addedAt }) => origin === "original" && split === "train" && addedAt <= startedAt,
    ),
    templates: prompts.filter(({ status }) => status === "active"),
    perImage,
    iteration: index,
    seed: state.facts.seed,
  });
  return JSON.stringify(again.map(essence)) === JSON.stringify(plannedTasks(state.store, index).map(essence));
}

function essence({ id, sourceId, templateId, prompt, phrases, seed }: Task): unknown[] {
  return [id, sourceId, templateId, prompt, phrases, seed];
}

async function makeAgain(
  state: SessionState,
  { id, sourceId, prompt, seed, generator, contentHash, parameters }: StoredImage,
  folder: string | null,
  signal: AbortSignal,
): Promise<Outcome> {
  const { generator: now } = state.providers;
  if (generator !== now.name) {
    return { kind: "notRepeatable", id, reason: `made by ${generator}; this session has ${now.name}` };
  }
  if (seed === null || !now.capabilities.seed) {
    return { kind: "notRepeatable", id, reason: `${generator} obeys no seed` };
  }
  try {
    const made = await now.generate({ prompt: prompt!, seed, source: state.findImage(sourceId!)! }, { signal });
    if (folder !== null) await writeFile(join(folder, `${safeName(id)}.png`), made.png);
    if (createHash("sha256").update(made.png).digest("hex") === contentHash) return { kind: "same", id, reason: "" };
    return { kind: "different", id, reason: describeDifference(parameters ?? {}, made.parameters) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "failed", id, reason: messageOf(error) };
  }
}

/** Parameters that tell only how fast it went say nothing about the image. */
const NOT_OF_THE_IMAGE: ReadonlySet<string> = new Set(["stepsPerSecond", "requestId", "attempts", "dollars"]);

function describeDifference(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const changed = names.filter((name) => !NOT_OF_THE_IMAGE.has(name) && before[name] !== now[name]);
  if (changed.length === 0) return "other bytes from the same parameters: the generator does not repeat itself exactly";
  return changed.map((name) => `${name} was ${before[name] ?? "not there"}, is ${now[name] ?? "not there"}`).join("; ");
}

function summarize(outcomes: readonly Outcome[], plansThatDiffer: readonly number[], iterations: number): ReplayReport {
  const ofKind = (kind: Outcome["kind"]): ReplayDifference[] =>
    outcomes.flatMap((outcome) => (outcome.kind === kind ? [{ id: outcome.id, reason: outcome.reason }] : []));
  const [different, notRepeatable, failed] = [ofKind("different"), ofKind("notRepeatable"), ofKind("failed")];
  const same = ofKind("same").length;
  const lines = [
    `${same} of ${outcomes.length} images came out bit for bit the same.`,
    ...firstOf(different, "differ"),
    ...firstOf(notRepeatable, "cannot be repeated"),
    ...firstOf(failed, "could not be made this time"),
    plansThatDiffer.length === 0
      ? `The plans of ${iterations === 1 ? "the iteration" : `all ${iterations} iterations`} followed from the seed.`
      : `The plans of iterations ${plansThatDiffer.join(", ")} came out otherwise: originals or prompts were changed by something else than the session.`,
  ];
  return { same, different, notRepeatable, failed, plansThatDiffer, text: lines.join("\n") };
}

function firstOf(differences: readonly ReplayDifference[], what: string): string[] {
  const [first] = differences;
  return first ? [`${differences.length} ${what}, the first (${first.id}) because: ${first.reason}.`] : [];
}
