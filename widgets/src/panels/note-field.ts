import { button, element, enable } from "../dom.js";
import type { Workbench } from "../workbench.js";
import { blockedReason } from "./blocked-reason.js";

const LONGEST_NOTE = 1_000;

/** A button that opens a line to write a note about the run in; Enter keeps it, Esc gives it up. */
export function noteField(
  workbench: Workbench,
  signal: AbortSignal,
): { readonly button: HTMLButtonElement; readonly element: HTMLElement } {
  const title = "Write down what you saw or meant; it stands in the report and in session.notes";
  const field = element("input", {
    className: "dc-note",
    attributes: {
      type: "text",
      maxlength: String(LONGEST_NOTE),
      placeholder: "A note on this run; Enter keeps it",
      "aria-label": "A note on this run; Enter keeps it, Escape gives it up",
    },
  });
  const said = element("span", { className: "dc-hint", attributes: { role: "status" } });
  const host = element("div", { className: "dc-note-row", children: [field, said] });
  field.hidden = true;
  const open = (): void => {
    said.textContent = "";
    field.hidden = false;
    field.focus();
  };
  const close = (): void => {
    field.hidden = true;
    field.value = "";
    made.focus();
  };
  const keep = async (): Promise<void> => {
    const text = field.value.trim();
    if (text === "") {
      close();
    } else if (await workbench.act((request) => ({ request, kind: "note", text }))) {
      close();
      said.textContent = "Noted.";
    }
  };
  field.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        void keep();
      } else if (event.key === "Escape") {
        event.stopPropagation();
        close();
      }
    },
    { signal },
  );
  const made = button({ text: "Note", title, className: "dc-quiet", signal, onClick: open });
  const render = (): void => enable(made, blockedReason(workbench, "note"), title);
  workbench.listen(["connection", "pending"], render, signal);
  render();
  return { button: made, element: host };
}
