import { createHash } from "node:crypto";
import { comparePrompts } from "../refine/compare-prompts.js";
import { parseTemplate } from "../refine/parse-template.js";
import type { Change } from "../store/act-table.js";
import type { PromptProposal, PromptTemplate } from "../types.js";
import type { SessionState } from "./session-state.js";

/**
 * Puts a proposed prompt in the place of the one it was made from.
 * @param text a different wording, written by the person; default: as proposed
 * @throws Error when there is no such proposal, SyntaxError when the text is no template
 */
export function acceptPrompt(state: SessionState, promptId: string, text?: string): void {
  const proposal = findPrompt(state, promptId, "accept", ["proposed"]);
  const changes: Change[] = proposal.parentId ? setStatus(state, [proposal.parentId], "replaced") : [];
  if (text === undefined || text === proposal.text) {
    changes.push({ kind: "template", id: proposal.id, before: "proposed", after: "active" });
    commit(state, "accept", `accept the prompt of ${proposal.className}`, changes, []);
    return;
  }
  const written = writeByHand(state, proposal, text, "active");
  changes.push(
    { kind: "template", id: proposal.id, before: "proposed", after: "replaced" },
    { kind: "template", id: written.id, before: "discarded", after: "active" },
  );
  commit(state, "accept", `accept the prompt of ${proposal.className}`, changes, [written], proposal);
}

/**
 * Rewrites a prompt. An active one is replaced at once, and proposals made from it go with it; a proposed one stays a proposal.
 * @throws Error when there is no such prompt, SyntaxError when the text is no template
 */
export function editPrompt(state: SessionState, promptId: string, text: string): void {
  const prompt = findPrompt(state, promptId, "edit", ["active", "proposed"]);
  if (text === prompt.text) return;
  const status = prompt.status as "active" | "proposed";
  const written = writeByHand(state, prompt, text, status);
  const changes: Change[] = [
    { kind: "template", id: prompt.id, before: status, after: "replaced" },
    { kind: "template", id: written.id, before: "discarded", after: status },
  ];
  if (status === "active") {
    const orphans = state.templates.filter((each) => each.status === "proposed" && each.parentId === prompt.id);
    changes.push(
      ...setStatus(
        state,
        orphans.map(({ id }) => id),
        "discarded",
      ),
    );
  }
  commit(state, "edit", `edit the prompt of ${prompt.className}`, changes, [written], prompt);
}

/**
 * Throws a proposal away, or an active prompt of a class that has others.
 * @throws Error when there is no such prompt, or it is the class's only one
 */
export function discardPrompt(state: SessionState, promptId: string): void {
  const prompt = findPrompt(state, promptId, "discard", ["active", "proposed"]);
  const others = state.templates.filter(
    (each) => each.status === "active" && each.className === prompt.className && each.id !== prompt.id,
  );
  if (prompt.status === "active" && others.length === 0) {
    throw new Error(
      `discard: this is the only prompt of ${JSON.stringify(prompt.className)}; edit it instead, so that the class can still be expanded.`,
    );
  }
  const orphans = state.templates.filter((each) => each.status === "proposed" && each.parentId === prompt.id);
  const changes = setStatus(state, [prompt.id, ...orphans.map(({ id }) => id)], "discarded");
  commit(state, "discard", `discard a prompt of ${prompt.className}`, changes, []);
}

/**
 * Proposes one class's prompt for another: what went well with foxes may go well with cats. The other class's own prompt stays until the proposal is accepted.
 * @returns the proposal
 * @throws RangeError when there is no such prompt or class; Error when the class says the same already
 */
export function transferPrompt(state: SessionState, promptId: string, className: string): PromptTemplate {
  const prompt = findPrompt(state, promptId, "transfer", ["active", "proposed"]);
  const parent = state.templates.find((each) => each.status === "active" && each.className === className);
  if (!parent) {
    throw new RangeError(
      `transfer: no class ${JSON.stringify(className.slice(0, 40))} with a prompt; there are ${state.facts.classes.slice(0, 10).join(", ")}.`,
    );
  }
  if (parent.text === prompt.text) throw new Error(`transfer: the prompt of ${className} says the same already.`);
  // without reasons, as a person's own words are: later refining starts from it
  const [proposal] = addProposals(state, [{ className, text: prompt.text, parentId: parent.id, why: [] }], "transfer");
  state.say(`The prompt of ${prompt.className} is proposed for ${className}; accept it on its card.`, "info");
  return proposal;
}

/**
 * Puts an editor's proposals beside the prompts they would replace; older proposals for the same prompts give way.
 * @returns the proposals as they are kept
 * @throws Error when the editor proposed nonsense; nothing is kept then
 */
export function addProposals(
  state: SessionState,
  proposals: readonly PromptProposal[],
  kind: "refine" | "transfer" = "refine",
): PromptTemplate[] {
  const made: PromptTemplate[] = [];
  for (const proposal of proposals) {
    checkProposal(state, proposal);
    made.push(makeTemplate(state, { ...proposal, status: "proposed" }, made.length));
  }
  const parents = new Set(made.map(({ parentId }) => parentId));
  const older = state.templates.filter((each) => each.status === "proposed" && parents.has(each.parentId));
  const changes: Change[] = [
    ...setStatus(
      state,
      older.map(({ id }) => id),
      "replaced",
    ),
    ...made.map(({ id }): Change => ({ kind: "template", id, before: "discarded", after: "proposed" })),
  ];
  commit(state, kind, `${kind} ${made.length} ${made.length === 1 ? "prompt" : "prompts"}`, changes, made);
  return made;
}

/** Editors may be anyone's, and their texts a language model's. */
function checkProposal(state: SessionState, { parentId, text }: PromptProposal): void {
  const who = state.providers.editor.name;
  const parent = state.templates.find(({ id }) => id === parentId);
  if (parent?.status !== "active") {
    throw new Error(
      `${who}: proposed a prompt in the place of ${JSON.stringify(parentId)}, which is no active prompt.`,
    );
  }
  try {
    parseTemplate(text);
  } catch (error) {
    throw new SyntaxError(`${who}: proposed ${JSON.stringify(text.slice(0, 80))}. ${(error as Error).message}`, {
      cause: error,
    });
  }
}

interface Draft {
  readonly className: string;
  readonly text: string;
  readonly parentId: string | null;
  readonly why: readonly string[];
  readonly status: PromptTemplate["status"];
}

/** Ids depend on the history alone, so that the same acts give the same ids. @param offset templates made in the same act before this one */
export function makeTemplate(
  state: Pick<SessionState, "templates" | "iterations">,
  draft: Draft,
  offset: number,
): PromptTemplate {
  const place = state.templates.length + offset;
  const key = JSON.stringify([place, draft.className, draft.text, draft.parentId]);
  const id = `p${createHash("sha256").update(key).digest("hex").slice(0, 15)}`;
  return { ...draft, id, iteration: state.iterations.length };
}

/** A template written by a person carries no reasons: reweightPhrases starts afresh from it. */
function writeByHand(
  state: SessionState,
  from: PromptTemplate,
  text: string,
  status: "active" | "proposed",
): PromptTemplate {
  parseTemplate(text);
  const parentId = status === "active" ? from.id : from.parentId;
  return makeTemplate(state, { className: from.className, text, parentId, why: [], status }, 0);
}

function findPrompt(
  state: SessionState,
  id: string,
  who: string,
  statuses: readonly PromptTemplate["status"][],
): PromptTemplate {
  state.assertOpen();
  const prompt = state.templates.find((each) => each.id === id);
  if (!prompt) throw new RangeError(`${who}: no prompt ${JSON.stringify(String(id).slice(0, 40))} in this session.`);
  if (!statuses.includes(prompt.status)) {
    throw new Error(
      `${who}: the prompt ${JSON.stringify(prompt.text.slice(0, 60))} is ${prompt.status}; it must be ${statuses.join(" or ")}.`,
    );
  }
  return prompt;
}

function setStatus(state: SessionState, ids: readonly string[], after: PromptTemplate["status"]): Change[] {
  return ids.map((id) => {
    const before = state.templates.find((each) => each.id === id)!.status;
    return { kind: "template", id, before, after };
  });
}

/** @param editedFrom what a person rewrote: the words that came are counted as typed */
function commit(
  state: SessionState,
  kind: string,
  label: string,
  changes: readonly Change[],
  templates: readonly PromptTemplate[],
  editedFrom: PromptTemplate | null = null,
): void {
  const details = editedFrom ? { words: comparePrompts(editedFrom.text, templates[0].text).added } : null;
  state.record({ kind, label, changes, details }, templates);
  state.reloadTemplates();
  state.say("", "info"); // "10 prompts proposed" is old news once they are accepted
}
