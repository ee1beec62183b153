import { button, element, enable } from "../dom.js";
import type { Annotator } from "./annotator.js";

interface Action {
  readonly text: string;
  readonly key: string;
  readonly title: string;
  readonly className?: string;
  readonly act: (annotator: Annotator) => void;
  /** @returns why it cannot be done now; null when it can */
  readonly blocked: (annotator: Annotator) => string | null;
}

const needsImage = ({ image }: Annotator): string | null => (image ? null : "No image is shown");

const ACTIONS: readonly Action[] = [
  {
    text: "Previous",
    key: "\u2190",
    title: "Back to the image before; what you chose here stays",
    act: (annotator) => annotator.back(),
    blocked: ({ place }) => (place > 0 ? null : "This is the first image"),
  },
  {
    text: "Nothing of this",
    key: "N",
    title: "Keep that none of the labels is in this image",
    act: (annotator) => void annotator.answerNothing(),
    blocked: needsImage,
  },
  {
    text: "Skip",
    key: "S",
    title: "Leave this image out of the reference set",
    act: (annotator) => void annotator.skip(),
    blocked: needsImage,
  },
  {
    text: "Next",
    key: "\u2192",
    title: "Keep the chosen labels and show the next image (right arrow, Space or Enter)",
    className: "dc-primary",
    act: (annotator) => void annotator.next(),
    blocked: needsImage,
  },
];

/** Previous, nothing of this, skip, next. */
export function actionBar(annotator: Annotator, signal: AbortSignal): HTMLElement {
  const buttons = ACTIONS.map((action) => ({
    ...action,
    made: button({ ...action, signal, onClick: () => action.act(annotator) }),
  }));
  const bar = element("div", { className: "dc-answers", children: buttons.map(({ made }) => made) });
  const render = (): void => {
    bar.hidden = annotator.connection === "static" || annotator.images.length === 0;
    for (const { made, blocked, title } of buttons) {
      enable(made, annotator.connection === "live" ? blocked(annotator) : "No kernel", title);
    }
  };
  annotator.listen(render, signal);
  render();
  return bar;
}
