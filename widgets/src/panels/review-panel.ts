import { button, element, enable, panel } from "../dom.js";
import { isRejected, isWanted } from "../map-columns.js";
import type { Workbench } from "../workbench.js";
import { blockedReason } from "./blocked-reason.js";
import { imageFacts } from "./image-facts.js";
import { judge, type Verdict } from "./judge.js";
import { pictureButton, refreshPicture } from "./picture-button.js";
import { thumbnailImage } from "./thumbnail-image.js";
import { WALK } from "./walk-pictures.js";

/** So many at a time: who has judged them finds more. */
const MOST = 96;
const FIND_TITLE = "Find images that look like another class, lie far from their own, or copy another image";

/** The suspicious images, one after the other, each with what speaks against it: R rejects and goes on, W wants and goes on. */
export function reviewPanel(workbench: Workbench, signal: AbortSignal): HTMLElement {
  const status = element("p", { className: "dc-summary", attributes: { role: "status", "aria-live": "polite" } });
  const find = button({
    text: "Find suspicious images",
    title: FIND_TITLE,
    signal,
    onClick: () => void workbench.act((request) => ({ request, kind: "review" })),
  });
  const all = button({
    text: "Select all",
    title: "Make these the selection, to see where they lie on the map",
    className: "dc-quiet",
    signal,
    onClick: () => workbench.select(shown),
  });
  const strip = element("div", {
    className: `dc-strip ${WALK}`,
    attributes: { role: "group", "aria-label": "Suspicious images" },
  });
  const now = element("div", {
    className: "dc-review-now",
    attributes: {
      tabindex: "0",
      role: "group",
      "aria-label": "One of the suspicious images, and what speaks against it",
    },
  });
  const cells = new Map<string, HTMLButtonElement>();
  let shown: readonly string[] = [];
  let current: string | null = null;

  const point = (id: string): void => {
    if (id !== current) {
      current = id;
      renderNow();
    }
  };
  const give = (verdict: Verdict): void => {
    if (current === null) return;
    const next = shown[shown.indexOf(current) + 1];
    void judge(workbench, verdict, [current]);
    if (next) cells.get(next)?.focus();
  };
  const actions = element("div", {
    className: "dc-actions",
    children: [
      button({
        text: "Reject",
        title: "Not to be trained on; goes on to the next",
        key: "R",
        className: "dc-reject",
        signal,
        onClick: () => give("reject"),
      }),
      button({
        text: "Want more",
        title: "It is good, and more like it are; goes on to the next",
        key: "W",
        className: "dc-want",
        signal,
        onClick: () => give("want"),
      }),
    ],
  });
  const renderStatus = (): void => {
    const { suspects, map } = workbench;
    const busy = workbench.state.job ? "Wait for the running job" : null;
    enable(find, blockedReason(workbench, "review") ?? busy, FIND_TITLE);
    status.textContent = statusText(suspects === null ? null : shown, map);
    for (const part of [all, strip, now, actions]) part.hidden = shown.length === 0;
  };
  const renderNow = (): void => {
    const suspect = workbench.suspects?.find(({ id }) => id === current);
    if (!suspect) {
      now.replaceChildren();
      return;
    }
    const sourceId = workbench.thumbnail(suspect.id)?.sourceId;
    workbench.loadThumbnails(sourceId ? [suspect.id, sourceId] : [suspect.id]);
    now.replaceChildren(
      element("ul", {
        className: "dc-reasons",
        children: suspect.reasons.map((text) => element("li", { text })),
      }),
      element("div", {
        className: "dc-review-pair",
        children: [
          ...(sourceId ? [thumbnailImage(workbench.thumbnail(sourceId), "dc-review-image")] : []),
          thumbnailImage(workbench.thumbnail(suspect.id), "dc-review-image"),
          imageFacts(workbench, suspect.id),
        ],
      }),
    );
  };
  const render = (): void => {
    shown = (workbench.suspects ?? []).slice(0, MOST).map(({ id }) => id);
    cells.clear();
    for (const id of shown) cells.set(id, pictureButton(id, point, signal));
    strip.replaceChildren(...cells.values());
    workbench.loadThumbnails(shown);
    current = shown[0] ?? null;
    refresh();
  };
  const refresh = (): void => {
    for (const [id, made] of cells) {
      // gone with its iteration
      made.hidden = workbench.map?.indexOfId.has(id) === false;
      refreshPicture(made, workbench, id);
    }
    renderStatus();
    renderNow();
  };
  workbench.listen(["suspects"], render, signal);
  workbench.listen(["map", "thumbnails"], refresh, signal);
  workbench.listen(["state", "connection", "pending"], renderStatus, signal);
  render();
  const tools = element("div", { className: "dc-panel-tools", children: [all] });
  const bar = element("div", { className: "dc-review-bar", children: [actions, find] });
  return panel("review", "Review", status, tools, bar, now, strip);
}

function statusText(ids: readonly string[] | null, map: Workbench["map"]): string {
  if (ids === null) {
    return "Look first at what is most likely wrong. Each image comes with its reason; R rejects it and goes on.";
  }
  if (ids.length === 0) {
    return "Nothing looks suspicious among the images without a verdict.";
  }
  const judged = ids.filter((id) => {
    const place = map?.indexOfId.get(id);
    return map && place !== undefined && (isRejected(map, place) || isWanted(map, place));
  }).length;
  return judged === ids.length
    ? `All ${ids.length} are judged. Find again for more, or Refine the prompts.`
    : `${ids.length} suspicious, most suspicious first; ${judged} judged`;
}
