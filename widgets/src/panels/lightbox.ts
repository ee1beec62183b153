import { button, element } from "../dom.js";
import type { Workbench } from "../workbench.js";
import { imageFacts } from "./image-facts.js";
import { judge, type Verdict } from "./judge.js";
import { pictureAt, walkOf } from "./walk-pictures.js";

const HINT = "\u2190 \u2192 next picture \u00b7 R reject \u00b7 W want more \u00b7 Esc close";

/**
 * Shows one of some pictures large.
 * @param from what gets the focus back: the picture that was pressed, or what holds it
 */
export type OpenLarge = (ids: readonly string[], id: string, from: HTMLElement) => void;

/**
 * One picture large, over the workbench, with what is known of it. Space opens the one that has the focus; the arrows go on through its neighbours,
 * R and W give a verdict and go on, Esc closes and gives the focus back to the picture that was shown last.
 */
export function lightbox(
  root: HTMLElement,
  workbench: Workbench,
  viewSignal: AbortSignal,
): { readonly element: HTMLElement; readonly open: OpenLarge } {
  const picture = element("img", { className: "dc-large-image", attributes: { alt: "" } });
  const facts = element("div", { className: "dc-large-facts", attributes: { "aria-live": "polite" } });
  const hint = element("p", { className: "dc-hint", text: HINT });
  let ids: readonly string[] = [];
  let place = 0;
  let opener: HTMLElement | null = null;

  const close = (): void => {
    if (host.hidden) return;
    host.hidden = true;
    setInert(root, host, false);
    const shown = opener && walkOf(opener).find((each) => each.dataset.id === ids[place]);
    (shown ?? opener ?? root).focus();
  };
  const render = (): void => {
    if (host.hidden) return;
    const id = ids[place];
    workbench.loadThumbnails([id]);
    workbench.loadPicture(id);
    const url = workbench.picture(id) ?? workbench.thumbnail(id)?.url;
    if (url) picture.src = url;
    else picture.removeAttribute("src");
    facts.replaceChildren(
      element("p", { className: "dc-hint", text: `${place + 1} of ${ids.length}` }),
      imageFacts(workbench, id),
    );
  };
  const go = (step: number): void => {
    place = Math.min(ids.length - 1, Math.max(0, place + step));
    render();
  };
  const openPicture = (from: HTMLElement): void => {
    const pictures = walkOf(from);
    open(
      pictures.map((each) => each.dataset.id ?? ""),
      from.dataset.id ?? "",
      from,
    );
  };
  const open: OpenLarge = (shown, id, from) => {
    opener = from;
    ids = shown;
    place = Math.max(0, ids.indexOf(id));
    host.hidden = false;
    setInert(root, host, true);
    closeButton.focus();
    render();
  };
  const verdict = (given: Verdict): void => {
    void judge(workbench, given, [ids[place]]);
    go(1);
  };
  const closeButton = button({
    text: "Close",
    title: "Close the large picture",
    key: "Esc",
    signal: viewSignal,
    onClick: close,
  });
  const bar = element("div", {
    className: "dc-large-bar",
    children: [
      button({ text: "\u2190", title: "Previous picture", signal: viewSignal, onClick: () => go(-1) }),
      button({ text: "\u2192", title: "Next picture", signal: viewSignal, onClick: () => go(1) }),
      button({
        text: "Reject",
        title: "Not to be trained on; goes on to the next",
        className: "dc-reject",
        key: "R",
        signal: viewSignal,
        onClick: () => verdict("reject"),
      }),
      button({
        text: "Want more",
        title: "More like this; goes on to the next",
        className: "dc-want",
        key: "W",
        signal: viewSignal,
        onClick: () => verdict("want"),
      }),
      closeButton,
    ],
  });
  bar.children[0].setAttribute("aria-label", "Previous picture");
  bar.children[1].setAttribute("aria-label", "Next picture");
  const host = element("div", {
    className: "dc-large",
    attributes: { role: "dialog", "aria-modal": "true", "aria-label": "The picture, large" },
    children: [bar, element("div", { className: "dc-large-body", children: [picture, facts] }), hint],
  });
  host.hidden = true;
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => go(-1),
    ArrowRight: () => go(1),
    r: () => verdict("reject"),
    w: () => verdict("want"),
    Escape: close,
  };
  host.addEventListener(
    "keydown",
    (event) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
      if (act) {
        event.preventDefault();
        event.stopPropagation();
        act();
      }
    },
    { signal: viewSignal },
  );
  root.addEventListener(
    "keydown",
    (event) => {
      const from = event.key === " " ? pictureAt(event.target) : null;
      // a row's box is ticked with Space
      if (from && !(from instanceof HTMLInputElement)) {
        event.preventDefault();
        openPicture(from);
      }
    },
    { signal: viewSignal },
  );
  root.addEventListener(
    "dblclick",
    (event) => {
      const from = pictureAt(event.target);
      if (from && !(from instanceof HTMLInputElement)) openPicture(from);
    },
    { signal: viewSignal },
  );
  workbench.listen(["thumbnails", "picture", "map"], render, viewSignal);
  return { element: host, open };
}

/** What lies below takes neither focus nor clicks, so that the Tab key stays in the dialog. */
function setInert(root: HTMLElement, host: HTMLElement, isInert: boolean): void {
  for (const child of root.children) {
    if (child !== host) (child as HTMLElement).inert = isInert;
  }
}
