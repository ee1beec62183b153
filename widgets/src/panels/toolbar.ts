import { button, element, enable } from "../dom.js";
import { WANTS_TAB } from "../open-views.js";
import { expenseText } from "../text/expense-text.js";
import { statusText } from "../text/status-text.js";
import type { Workbench } from "../workbench.js";
import { blockedReason } from "./blocked-reason.js";
import { jobPace } from "./job-pace.js";

const REFINE_TITLE = "Make better prompts from what you rejected and wanted";
const GENERATE_TITLE = "Generate new images with the prompts in use, then measure them";
const CANCEL_TITLE = "Stop the running job; what is finished stays";
const MAX_PER_IMAGE = 50;

export interface ToolbarParts {
  readonly startTour: () => void;
  readonly signal: AbortSignal;
}

/** Title, state in words, and the buttons that run jobs, with the running job's progress. */
export function toolbar(workbench: Workbench, { startTour, signal }: ToolbarParts): HTMLElement {
  const title = element("h2", { className: "dc-title" });
  const status = element("span", { className: "dc-status", attributes: { role: "status", "aria-live": "polite" } });
  // not in the live line above: it changes too often to be spoken
  const paceLine = element("span", { className: "dc-status dc-pace" });
  const undo = button({
    text: "Undo",
    title: "",
    key: "Z",
    className: "dc-quiet",
    signal,
    onClick: () => send(workbench, "undo"),
  });
  const redo = button({
    text: "Redo",
    title: "",
    key: "Shift+Z",
    className: "dc-quiet",
    signal,
    onClick: () => send(workbench, "redo"),
  });
  const refine = button({ text: "Refine", title: REFINE_TITLE, signal, onClick: () => send(workbench, "refine") });
  const cancel = button({ text: "Cancel", title: CANCEL_TITLE, signal, onClick: () => send(workbench, "cancel") });
  const generate = generateControl(workbench, signal);
  const bar = progressBar();
  const pace = jobPace();
  const help = button({
    text: "?",
    title: "Tour: what is what, in two minutes",
    className: "dc-quiet dc-help",
    signal,
    onClick: startTour,
  });
  help.setAttribute("aria-label", "Tour of the workbench");
  const inTab = button({
    text: "Open in a tab",
    title: "This workbench in a tab of its own, as large as the window",
    className: "dc-quiet dc-to-tab",
    signal,
    onClick: () => inTab.dispatchEvent(new CustomEvent(WANTS_TAB, { bubbles: true })),
  });
  const render = (): void => {
    const { state } = workbench;
    title.textContent = state.title || "DataCrafter";
    setText(status, statusText(state, workbench.map, workbench.connection));
    setText(paceLine, workbench.connection === "live" ? pace(state.job) : "");
    const busy = state.job ? "Wait for the running job, or cancel it" : null;
    enable(refine, blockedReason(workbench, "refine") ?? busy, REFINE_TITLE);
    generate.render(blockedReason(workbench, "generate") ?? busy);
    const nothing = state.undo === null ? "Nothing to undo" : null;
    enable(undo, blockedReason(workbench, "undo") ?? nothing, `Undo: ${state.undo}`);
    const nothingAgain = state.redo === null ? "Nothing to redo" : null;
    enable(redo, blockedReason(workbench, "redo") ?? nothingAgain, `Redo: ${state.redo}`);
    enable(cancel, blockedReason(workbench, "cancel"), CANCEL_TITLE);
    cancel.hidden = state.job === null;
    bar.show(state.job);
  };
  workbench.listen(["state", "map", "connection", "pending"], render, signal);
  render();
  const controls = element("div", {
    className: "dc-controls",
    children: [undo, redo, refine, generate.element, cancel, inTab, help],
  });
  const names = element("div", { className: "dc-heading", children: [title, status, paceLine] });
  return element("header", { className: "dc-toolbar", children: [names, controls, bar.element] });
}

/** Sends what the button or its key says. */
export function send(workbench: Workbench, kind: "undo" | "redo" | "refine" | "cancel"): void {
  void workbench.act((request) => ({ request, kind }));
}

/** The number of images per original and the Generate button, as one control. */
function generateControl(
  workbench: Workbench,
  signal: AbortSignal,
): { readonly element: HTMLElement; render(reason: string | null): void } {
  const field = element("input", {
    className: "dc-number",
    attributes: {
      type: "number",
      min: "1",
      max: String(MAX_PER_IMAGE),
      step: "1",
      "aria-label": "Images to generate per original",
    },
  });
  field.title = "Images to generate per original";
  const cost = element("span", { className: "dc-cost" });
  let offered = 0;
  const start = (): void => {
    const perImage = Math.round(Math.min(MAX_PER_IMAGE, Math.max(1, Number(field.value) || 1)));
    field.value = String(perImage);
    void workbench.act((request) => ({ request, kind: "generate", perImage }));
  };
  const made = button({ text: "Generate", title: GENERATE_TITLE, className: "dc-primary", signal, onClick: start });
  const host = element("div", {
    className: "dc-generate",
    children: [
      made,
      element("span", { className: "dc-times", text: "\u00d7", attributes: { "aria-hidden": "true" } }),
      field,
      cost,
    ],
  });
  const renderCost = (): void => {
    const { estimate } = workbench.state;
    const times = Number(field.value) || 1;
    const scaled = (amount: number | null | undefined): number | null => (amount == null ? null : times * amount);
    cost.textContent = expenseText(scaled(estimate?.seconds), scaled(estimate?.dollars));
    cost.title = estimate ? `${times * estimate.images} images: what Generate is expected to take` : "";
  };
  field.addEventListener("input", renderCost, { signal });
  return {
    element: host,
    render: (reason) => {
      // the kernel's number is an offer: it replaces what the person typed only when it changes
      if (offered !== workbench.state.perImage) {
        offered = workbench.state.perImage;
        field.value = String(offered);
      }
      field.disabled = reason !== null;
      renderCost();
      enable(made, reason, GENERATE_TITLE);
    },
  };
}

function progressBar(): { readonly element: HTMLElement; show(job: Workbench["state"]["job"]): void } {
  const fill = element("div", { className: "dc-progress-fill" });
  const bar = element("div", {
    className: "dc-progress",
    attributes: {
      role: "progressbar",
      "aria-label": "Progress of the running job",
      "aria-valuemin": "0",
      "aria-valuemax": "100",
    },
    children: [fill],
  });
  return {
    element: bar,
    show: (job) => {
      bar.hidden = job === null;
      const percent = job && job.total > 0 ? Math.round((100 * job.done) / job.total) : null;
      bar.classList.toggle("dc-unknown", percent === null);
      fill.style.width = percent === null ? "" : `${percent}%`;
      if (percent === null) {
        bar.removeAttribute("aria-valuenow");
      } else {
        bar.setAttribute("aria-valuenow", String(percent));
      }
    },
  };
}

/** A live region speaks whenever it is written to, so it is written to only when it changes. */
function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}
