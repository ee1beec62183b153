import { relative } from "node:path";
import { ratios } from "../measure/measure-generated.js";
import { comparePrompts } from "../refine/compare-prompts.js";
import { estimateGenerating, estimateLabelling } from "../session/estimate-images.js";
import { unfinishedIteration } from "../session/loop.js";
import type { SessionState } from "../session/session-state.js";
import type { IterationPoint, PromptCard, WorkbenchEstimate, WorkbenchState } from "./workbench-protocol.js";

const CLOSED = "This session was closed, or opened again by another cell; run the cell that shows it again.";

/** The part of the widget's synced state that follows from the session; all of it is small. */
export function workbenchState(state: SessionState): Omit<WorkbenchState, "perImage"> {
  const notice = state.isClosed ? ({ text: CLOSED, level: "warning" } as const) : state.notice;
  return {
    title: state.facts.name,
    folder: relative("", state.store.directory),
    classes: state.facts.classes,
    iterations: iterationPoints(state),
    prompts: promptCards(state),
    ...workbenchJob(state),
    message: notice?.text ?? "",
    messageLevel: notice?.level ?? "info",
    undo: state.undoLabel(),
    redo: state.redoLabel(),
    hiddenLabels: state.arrangement?.hidden ?? [],
    revision: state.revision,
  };
}

/** What of it a tick of a job can change: a job reports each image, and must not have all images counted each time. */
export function workbenchJob(state: SessionState): Pick<WorkbenchState, "job" | "estimate"> {
  return { job: state.isClosed ? null : state.job, estimate: estimate(state) };
}

function iterationPoints(state: SessionState): IterationPoint[] {
  const rejected = new Map<number, number>();
  for (const { iteration, feedback } of state.images) {
    if (feedback === "rejected") rejected.set(iteration, (rejected.get(iteration) ?? 0) + 1);
  }
  // those set aside have no images on the map
  const active = state.iterations.filter(({ isActive }) => isActive);
  const first = active.find(({ measures }) => measures !== null)?.measures ?? null;
  return active.map(({ index, generated, measures, seconds, dollars }) => ({
    index,
    generated,
    rejected: rejected.get(index) ?? 0,
    ratios: measures && first ? ratios(measures, first) : null,
    seconds,
    dollars,
  }));
}

function promptCards(state: SessionState): PromptCard[] {
  const textOf = new Map(state.templates.map(({ id, text }) => [id, text]));
  const counts = imagesByPrompt(state);
  return state.templates.flatMap(({ id, className, text, status, parentId, why }): PromptCard[] => {
    if (status !== "active" && status !== "proposed") return [];
    const before = status === "proposed" && parentId !== null ? textOf.get(parentId) : undefined;
    const changes = before === undefined ? null : comparePrompts(before, text).parts;
    const made = counts.get((status === "proposed" ? parentId : id) ?? "") ?? { images: 0, rejected: 0 };
    return [{ id, className, text, status, changes, why, ...made }];
  });
}

function imagesByPrompt({ images }: SessionState): Map<string, { images: number; rejected: number }> {
  const counts = new Map<string, { images: number; rejected: number }>();
  for (const { templateId, feedback } of images) {
    if (templateId === null) continue;
    const count = counts.get(templateId) ?? { images: 0, rejected: 0 };
    count.images++;
    if (feedback === "rejected") count.rejected++;
    counts.set(templateId, count);
  }
  return counts;
}

function estimate(state: SessionState): WorkbenchEstimate | null {
  if (state.isClosed || state.running || unfinishedIteration(state)) return null;
  const images = state.mapImages().filter(({ origin }) => origin === "original").length;
  const [made, labelled] = [estimateGenerating(state, images), estimateLabelling(state, images)];
  return { images, seconds: sum(made.seconds, labelled.seconds), dollars: sum(made.dollars, labelled.dollars) };
}

/** What is known of two amounts. */
function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Number((a + b).toFixed(6));
}
