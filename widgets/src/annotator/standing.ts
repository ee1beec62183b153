import { button, element } from "../dom.js";
import type { Annotator } from "./annotator.js";
import { doneCount } from "./progress-words.js";

/** What stands in the place of the image where there is none: before the images came, after the last one, in a saved page. */
export function standing(annotator: Annotator, signal: AbortSignal): HTMLElement {
  const words = element("p");
  const revisit = button({
    text: "Look at the skipped images again",
    title: "Show the first skipped image",
    signal,
    onClick: () => annotator.revisitSkipped(),
  });
  const host = element("div", { className: "dc-standing", children: [words, revisit] });
  const render = (): void => {
    const { connection, image, images, state } = annotator;
    host.hidden = image !== null;
    words.textContent = standingText(annotator);
    revisit.hidden = connection !== "live" || images.length === 0 || state.skipped === 0;
  };
  annotator.listen(render, signal);
  render();
  return host;
}

function standingText({ connection, images, state }: Annotator): string {
  const count = `${state.annotated} of ${state.total} images annotated${state.skipped > 0 ? `, ${state.skipped} skipped` : ""}.`;
  if (connection === "static") {
    return `${count} This is a saved view; run the cell in its kernel to go on.`;
  }
  if (images.length === 0) {
    return "The images come when the kernel is free.";
  }
  return doneCount(state) === state.total ? `${count} All answers are kept.` : count;
}
