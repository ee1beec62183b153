import { ratios } from "../measure/measure-generated.js";
import type { SessionState } from "../session/session-state.js";
import type { IterationPoint, PromptCard, WorkbenchState } from "./workbench-protocol.js";

const CLOSED = "This session was closed, or opened again by another cell; run the cell that shows it again.";

/** The part of the widget's synced state that follows from the session; all of it is small. */
export function workbenchState(state: SessionState): Omit<WorkbenchState, "perImage"> {
  const notice = state.isClosed ? ({ text: CLOSED, level: "warning" } as const) : state.notice;
  return {
    title: state.facts.name,
    classes: state.facts.classes,
    iterations: iterationPoints(state),
    prompts: promptCards(state),
    job: state.isClosed ? null : state.job,
    message: notice?.text ?? "",
    messageLevel: notice?.level ?? "info",
    undo: state.undoLabel(),
    revision: state.revision,
  };
}

function iterationPoints(state: SessionState): IterationPoint[] {
  const rejected = new Map<number, number>();
  for (const { iteration, feedback } of state.images) {
    if (feedback === "rejected") rejected.set(iteration, (rejected.get(iteration) ?? 0) + 1);
  }
  const first = state.iterations.find(({ measures }) => measures !== null)?.measures ?? null;
  return state.iterations.map(({ index, generated, measures }) => ({
    index,
    generated,
    rejected: rejected.get(index) ?? 0,
    ratios: measures && first ? ratios(measures, first) : null,
  }));
}

function promptCards(state: SessionState): PromptCard[] {
  const textOf = new Map(state.templates.map(({ id, text }) => [id, text]));
  return state.templates.flatMap(({ id, className, text, status, parentId, why }): PromptCard[] => {
    if (status !== "active" && status !== "proposed") return [];
    const before = status === "proposed" && parentId !== null ? (textOf.get(parentId) ?? null) : null;
    return [{ id, className, text, status, before, why }];
  });
}
