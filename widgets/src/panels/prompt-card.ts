import { button, element, enable } from "../dom.js";
import type { PromptCard } from "../protocol.js";
import type { Workbench } from "../workbench.js";
import { blockedReason } from "./blocked-reason.js";
import { classSwatch } from "./class-swatch.js";
import { optionMenu } from "./option-menu.js";

const REASONS_IN_VIEW = 4;
const TRANSFER = "Transfer to\u2026";

export interface PromptCardView {
  readonly element: HTMLElement;
  /** Shows the card's newest values; a text that is being edited is left alone. */
  show(card: PromptCard): void;
  dispose(): void;
}

/** One prompt template: what it says, what would change and why, and the person's answer to it. */
export function promptCard(workbench: Workbench, viewSignal: AbortSignal): PromptCardView {
  const closing = new AbortController();
  const signal = AbortSignal.any([viewSignal, closing.signal]);
  const host = element("article", { className: "dc-card" });
  let card: PromptCard | null = null;
  let shown = "";
  let isEditing = false;

  const controls = (): readonly HTMLElement[] => [
    ...host.querySelectorAll<HTMLElement>(":is(button, select):not(:disabled)"),
  ];
  const edit = (): void => {
    isEditing = true;
    render();
    host.querySelector("textarea")?.focus();
  };
  const endEdit = (): void => {
    isEditing = false;
    render();
    host.querySelector<HTMLButtonElement>(".dc-edit")?.focus();
  };
  const render = (): void => {
    if (card) {
      host.dataset.status = card.status;
      const body = isEditing ? editor(workbench, card, endEdit, signal) : reader(workbench, card, edit, signal);
      host.replaceChildren(header(workbench, card), ...body);
    }
  };
  return {
    element: host,
    show: (next) => {
      const key = JSON.stringify(next);
      if (key !== shown) {
        shown = key;
        card = next;
        if (!isEditing) {
          const place = controls().indexOf(document.activeElement as HTMLElement);
          render();
          // the same place, or the first: "Accept" is gone once it was pressed
          if (place >= 0) (controls()[place] ?? controls()[0])?.focus();
        }
      }
    },
    dispose: () => closing.abort(),
  };
}

function header(workbench: Workbench, card: PromptCard): HTMLElement {
  return element("header", {
    className: "dc-card-header",
    children: [
      classSwatch(Math.max(0, workbench.state.classes.indexOf(card.className))),
      element("span", { className: "dc-card-class", text: card.className }),
      element("span", { className: "dc-badge", text: card.status === "proposed" ? "proposed" : "in use" }),
    ],
  });
}

function reader(workbench: Workbench, card: PromptCard, edit: () => void, signal: AbortSignal): readonly HTMLElement[] {
  const text = element("p", { className: "dc-template", children: diffNodes(card) });
  return [text, ...reasons(card.why), madeImages(workbench, card, signal), cardActions(workbench, card, edit, signal)];
}

/** How many images it made; pressing it selects them. */
function madeImages(
  workbench: Workbench,
  { id, status, images, rejected }: PromptCard,
  signal: AbortSignal,
): HTMLElement {
  const many = `${images} ${images === 1 ? "image" : "images"}`;
  const made = button({
    text: images === 0 ? "no images yet" : rejected > 0 ? `${many}, ${rejected} rejected` : many,
    title: status === "proposed" ? "Select the images of the prompt that this one would replace" : "Select its images",
    className: "dc-quiet dc-made",
    signal,
    onClick: () => void workbench.act((request) => ({ request, kind: "prompt-images", promptId: id })),
  });
  made.disabled = images === 0 || workbench.connection !== "live";
  return made;
}

/** The first reasons in view, the others a click away. */
function reasons(why: readonly string[]): readonly HTMLElement[] {
  const list = (lines: readonly string[]): HTMLElement =>
    element("ul", { className: "dc-why", children: lines.map((line) => element("li", { text: line })) });
  const more = why.slice(REASONS_IN_VIEW);
  const summary = element("summary", { text: `and ${more.length} more` });
  return [
    ...(why.length > 0 ? [list(why.slice(0, REASONS_IN_VIEW))] : []),
    ...(more.length > 0 ? [element("details", { className: "dc-why", children: [summary, list(more)] })] : []),
  ];
}

function diffNodes(card: PromptCard): readonly Node[] {
  if (card.changes === null) {
    return [document.createTextNode(card.text)];
  }
  return card.changes.map((part) =>
    part.kind === "same"
      ? document.createTextNode(part.text)
      : element(part.kind === "added" ? "ins" : "del", { text: part.text }),
  );
}

function cardActions(workbench: Workbench, card: PromptCard, edit: () => void, signal: AbortSignal): HTMLElement {
  const { id: promptId, text } = card;
  const accept = { text: "Accept", title: "Use this template from the next Generate on", className: "dc-primary" };
  const discard =
    card.status === "proposed"
      ? { text: "Discard", title: "Do not use this template", className: "dc-quiet" }
      : { text: "Delete", title: "Use the other prompts of the class from now on", className: "dc-quiet" };
  const acceptButton = button({
    ...accept,
    signal,
    onClick: () => void workbench.act((request) => ({ request, kind: "accept", promptId, text })),
  });
  const editButton = button({
    text: "Edit",
    title: "Change the words",
    className: "dc-quiet dc-edit",
    signal,
    onClick: edit,
  });
  const discardButton = button({
    ...discard,
    signal,
    onClick: () => void workbench.act((request) => ({ request, kind: "discard", promptId })),
  });
  const transfer = transferMenu(workbench, card, signal);
  const render = (): void => {
    const { state } = workbench;
    const others = state.prompts.some(
      (each) => each.status === "active" && each.className === card.className && each.id !== promptId,
    );
    const only = card.status === "active" && !others ? "The only prompt of its class: edit it instead" : null;
    enable(acceptButton, blockedReason(workbench, "accept"), accept.title);
    enable(editButton, blockedReason(workbench, "edit"), "Change the words");
    enable(discardButton, blockedReason(workbench, "discard") ?? only, discard.title);
    transfer.render();
  };
  workbench.listen(["state", "connection", "pending"], render, signal);
  render();
  const answers = card.status === "proposed" ? [acceptButton, editButton, discardButton] : [editButton, discardButton];
  return element("div", {
    className: "dc-card-actions",
    children: workbench.state.classes.length > 1 ? [...answers, transfer.element] : answers,
  });
}

/** Proposes the card's words for another class. */
function transferMenu(
  workbench: Workbench,
  card: PromptCard,
  signal: AbortSignal,
): { readonly element: HTMLElement; render(): void } {
  const menu = optionMenu(TRANSFER, signal);
  const options = workbench.state.classes
    .filter((name) => name !== card.className)
    .map((className) => ({
      text: className,
      title: `Propose these words for ${className}`,
      choose: () => workbench.act((request) => ({ request, kind: "transfer", promptId: card.id, className })),
    }));
  return { element: menu.element, render: () => menu.show(TRANSFER, options, blockedReason(workbench, "transfer")) };
}

function editor(workbench: Workbench, card: PromptCard, end: () => void, signal: AbortSignal): readonly HTMLElement[] {
  const field = element("textarea", {
    className: "dc-field",
    attributes: { "aria-label": `Prompt template for ${card.className}`, rows: "4", spellcheck: "false" },
  });
  field.value = card.text;
  const save = async (): Promise<void> => {
    const text = field.value.trim();
    if (text === card.text || text === "") {
      end();
    } else if (await workbench.act((request) => ({ request, kind: "edit", promptId: card.id, text }))) {
      end();
    }
  };
  field.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        end();
      } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void save();
      }
    },
    { signal },
  );
  const hint = element("p", {
    className: "dc-hint",
    text: "[a | b :2] takes one alternative; :2 twice as often. {class} is the class name.",
  });
  const buttons = [
    button({
      text: "Save",
      title: "Save the words (Ctrl+Enter)",
      className: "dc-primary",
      signal,
      onClick: () => void save(),
    }),
    button({
      text: "Cancel",
      title: "Leave the words as they were (Esc)",
      className: "dc-quiet",
      signal,
      onClick: end,
    }),
  ];
  return [field, hint, element("div", { className: "dc-card-actions", children: buttons })];
}
