import { button, element } from "../dom.js";

interface Stop {
  /** what it points at; stops whose place is not there are left out */
  readonly at: string;
  readonly title: string;
  readonly text: string;
}

const STOPS: readonly Stop[] = [
  {
    at: ".dc-map",
    title: "1. Look",
    text: "Every image is a point; alike images lie close. Filled points are your originals, hollow ones were generated. The words are what the images show: click one to select its images.",
  },
  {
    at: ".dc-map-tools",
    title: "2. Point",
    text: "Draw a lasso around points that look odd. Shift adds to the selection, Esc selects nothing.",
  },
  {
    at: ".dc-place-images",
    title: "3. Judge",
    text: "Selected images appear here. R rejects, W wants more, the arrow keys go on, Space shows one large, Z undoes. Review walks through the suspicious ones first.",
  },
  {
    at: ".dc-place-words",
    title: "4. Refine",
    text: "Refine proposes better prompts from your verdicts, with the words that change and why. Accept what you like. Info has the classes and the labels.",
  },
  {
    at: ".dc-controls",
    title: "5. Generate",
    text: "Generate makes new images with the prompts in use; the number is how many for each original. The words beside it say what that will take.",
  },
  {
    at: ".dc-measures",
    title: "6. Compare",
    text: "Above 1.00 there is more of it than in the first iteration. Press an iteration to see its images. Then round again.",
  },
];

/** Six hints, one at a time, beside what they are about; Esc or Done ends them. */
export function tour(root: HTMLElement, signal: AbortSignal): { readonly element: HTMLElement; start(): void } {
  const title = element("h3", { className: "dc-tour-title" });
  const text = element("p", {});
  let place = 0;
  let opener: HTMLElement | null = null;
  const stops = (): readonly Stop[] => STOPS.filter(({ at }) => isShown(root.querySelector(at)));
  const light = (): void => {
    for (const lit of root.querySelectorAll(".dc-lit")) lit.classList.remove("dc-lit");
  };
  const end = (): void => {
    host.hidden = true;
    light();
    (opener ?? root).focus();
  };
  const go = (to: number): void => {
    const all = stops();
    if (to >= all.length) {
      end();
      return;
    }
    place = Math.max(0, to);
    const stop = all[place];
    title.textContent = stop.title;
    text.textContent = stop.text;
    back.disabled = place === 0;
    next.firstElementChild!.textContent = place === all.length - 1 ? "Done" : "Next";
    light();
    const target = root.querySelector<HTMLElement>(stop.at);
    target?.classList.add("dc-lit");
    target?.scrollIntoView?.({ block: "nearest" });
    host.hidden = false;
    if (target) standBeside(host, target, root);
    next.focus();
  };
  const back = button({
    text: "Back",
    title: "The hint before",
    className: "dc-quiet",
    signal,
    onClick: () => go(place - 1),
  });
  const next = button({
    text: "Next",
    title: "The next hint",
    className: "dc-primary",
    signal,
    onClick: () => go(place + 1),
  });
  const close = button({
    text: "End the tour",
    title: "End the tour",
    key: "Esc",
    className: "dc-quiet",
    signal,
    onClick: end,
  });
  const host = element("div", {
    className: "dc-tour",
    attributes: { role: "dialog", "aria-label": "Tour of the workbench", "aria-live": "polite" },
    children: [title, text, element("div", { className: "dc-card-actions", children: [back, next, close] })],
  });
  host.hidden = true;
  host.addEventListener(
    "keydown",
    (event) => {
      const act = { Escape: end, ArrowRight: () => go(place + 1), ArrowLeft: () => go(place - 1) }[event.key];
      if (act) {
        event.preventDefault();
        event.stopPropagation();
        act();
      }
    },
    { signal },
  );
  return {
    element: host,
    start: () => {
      opener = document.activeElement as HTMLElement | null;
      go(0);
    },
  };
}

/** Panels behind a tab, and those scrolled out of a narrow workbench, still count: they are scrolled to. */
function isShown(target: Element | null): boolean {
  return target !== null && target.closest("[hidden]") === null;
}

/** Inside the workbench, over the lower left of what it is about. */
function standBeside(host: HTMLElement, target: HTMLElement, root: HTMLElement): void {
  const [inside, at] = [root.getBoundingClientRect(), target.getBoundingClientRect()];
  const left = Math.min(at.left - inside.left + 12, inside.width - host.offsetWidth - 12);
  const below = at.bottom - inside.top - host.offsetHeight - 12;
  const top = at.height < 120 ? at.bottom - inside.top + 8 : below;
  host.style.left = `${Math.max(12, left)}px`;
  host.style.top = `${Math.min(Math.max(12, top), inside.height - host.offsetHeight - 12)}px`;
}
