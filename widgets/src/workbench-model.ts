import { DOMWidgetModel, type IBackboneModelOptions } from "@jupyter-widgets/base";
import { idsInMask, type MapColumns, maskOf, parseMapColumns, withFlags } from "./map-columns.js";
import { tellThatItLives } from "./open-views.js";
import { parseReply } from "./parse-reply.js";
import { PictureCache, pictureUrl } from "./picture-cache.js";
import {
  MOST_SELECTED_BY_ID,
  type NeighborImage,
  PACKAGE_VERSION,
  type SuspectImage,
  THUMBNAILS_PER_MESSAGE,
  WIDGET_MODULE,
  type WorkbenchReply,
  type WorkbenchRequest,
  type WorkbenchState,
} from "./protocol.js";
import { firstRequestNumber, RequestLedger } from "./request-ledger.js";
import type { Connection, MapFocus, Notice, RequestMaker, Thumbnail, Workbench, WorkbenchEvent } from "./workbench.js";

/** A new map follows its revision number closely; only a map that does not come is asked for. */
const MAP_GRACE_MS = 500;
/** About 10 kB each: 40 MB at most. */
const MOST_THUMBNAILS = 4000;

const KERNEL_GONE = "The kernel is gone. Run the cell that shows this workbench again.";
const NO_KERNEL = "This is a saved view. Open the notebook with its kernel to change things.";

const EMPTY_STATE: WorkbenchState = {
  title: "DataCrafter",
  folder: "",
  classes: [],
  iterations: [],
  prompts: [],
  job: null,
  message: "",
  messageLevel: "info",
  undo: null,
  redo: null,
  perImage: 1,
  estimate: null,
  hiddenLabels: [],
  revision: 0,
};

/**
 * The browser's half of the workbench: the synced state, the map, the selection, the thumbnails, and the talk with the kernel.
 * One model serves all views of it in this tab.
 */
export class WorkbenchModel extends DOMWidgetModel implements Workbench {
  // "declare": Backbone calls initialize inside the base constructor, and a plain field would be reset after that.
  declare map: MapColumns | null;
  declare selection: readonly string[];
  declare focus: MapFocus | null;
  declare notice: Notice | null;
  declare reason: string;
  declare suspects: readonly SuspectImage[] | null;
  declare private ledger: RequestLedger;
  declare private thumbnails: PictureCache<Thumbnail>;
  declare private shownPicture: { readonly id: string; readonly url: string | null } | null;
  declare private shownNeighbors: { readonly id: string; readonly images: readonly NeighborImage[] | null } | null;
  declare private selectsInFlight: number;

  override defaults(): ReturnType<DOMWidgetModel["defaults"]> {
    return {
      ...super.defaults(),
      ...EMPTY_STATE,
      _model_module: WIDGET_MODULE,
      _model_module_version: PACKAGE_VERSION,
      _model_name: "WorkbenchModel",
      _view_module: WIDGET_MODULE,
      _view_module_version: PACKAGE_VERSION,
      _view_name: "WorkbenchView",
    };
  }

  override initialize(attributes: Record<string, unknown>, options: IBackboneModelOptions): void {
    this.map = null;
    this.selection = [];
    this.focus = null;
    this.notice = null;
    this.suspects = null;
    this.reason = "";
    this.shownPicture = null;
    this.shownNeighbors = null;
    this.selectsInFlight = 0;
    this.ledger = new RequestLedger(firstRequestNumber());
    this.thumbnails = new PictureCache(MOST_THUMBNAILS);
    super.initialize(attributes, options);
    this.on("msg:custom", (content: unknown, buffers?: readonly DataView[]) => this.receive(content, buffers ?? []));
    this.on("change", () => this.trigger("workbench:state"));
    this.on("change:message", () => this.setNotice(null));
    this.on("change:revision", () => setTimeout(() => this.askForNewerMap(), MAP_GRACE_MS));
    this.on("comm_live_update", () => this.followConnection());
    if (this.comm_live) {
      this.hello();
      tellThatItLives(this);
    }
  }

  get state(): WorkbenchState {
    return this.attributes as unknown as WorkbenchState;
  }

  get connection(): Connection {
    if (this.comm_live) {
      return "live";
    }
    return this.comm === undefined && this.map === null ? "static" : "lost";
  }

  thumbnail(id: string): Thumbnail | undefined {
    return this.thumbnails.get(id);
  }

  loadThumbnails(ids: readonly string[]): void {
    if (this.connection !== "live") {
      return;
    }
    const missing = this.thumbnails.missing(ids);
    for (let start = 0; start < missing.length; start += THUMBNAILS_PER_MESSAGE) {
      const chunk = missing.slice(start, start + THUMBNAILS_PER_MESSAGE);
      void this.act((request) => ({ request, kind: "thumbnails", ids: chunk })).then(() =>
        this.thumbnails.forget(chunk),
      );
    }
  }

  picture(id: string): string | undefined {
    return this.shownPicture?.id === id ? (this.shownPicture.url ?? undefined) : undefined;
  }

  loadPicture(id: string): void {
    if (this.connection === "live" && this.shownPicture?.id !== id) {
      this.setPicture({ id, url: null });
      void this.act((request) => ({ request, kind: "picture", id }));
    }
  }

  neighbors(id: string): readonly NeighborImage[] | undefined {
    return this.shownNeighbors?.id === id ? (this.shownNeighbors.images ?? undefined) : undefined;
  }

  loadNeighbors(id: string): void {
    if (this.connection === "live" && this.shownNeighbors?.id !== id) {
      this.shownNeighbors = { id, images: null };
      void this.act((request) => ({ request, kind: "neighbors", id }));
    }
  }

  setReason(text: string): void {
    this.reason = text;
    this.trigger("workbench:reason");
  }

  select(ids: readonly string[]): void {
    const chosen = new Set(ids);
    const mask = chosen.size > MOST_SELECTED_BY_ID && this.map ? maskOf(this.map, chosen) : null;
    // a mask knows only the map's order, and all tabs are to have the same
    const unique = mask ? (this.map?.ids ?? []).filter((id) => chosen.has(id)) : [...chosen];
    if (sameItems(unique, this.selection)) {
      return;
    }
    // told first: what is drawn asks for thumbnails, and the kernel would answer those before the selection
    if (this.connection === "live") {
      this.selectsInFlight += 1;
      void this.sendSelection(unique, mask).then(() => {
        this.selectsInFlight -= 1;
      });
    }
    this.setSelection(unique);
  }

  private async sendSelection(ids: readonly string[], mask: Uint8Array<ArrayBuffer> | null): Promise<void> {
    if (this.map && mask) {
      const { revision } = this.map;
      try {
        await this.request((request) => ({ request, kind: "select-mask", revision }), [mask.buffer]);
        return;
      } catch {
        // the kernel has a newer map, and what else is wrong the ids will say too; ids may be those of an older selection by now
        await this.act((request) => ({ request, kind: "select", ids: this.selection }));
        return;
      } finally {
        this.trigger("workbench:pending");
      }
    }
    await this.act((request) => ({ request, kind: "select", ids }));
  }

  focusLabel(id: string | null): void {
    void this.act((request) => ({ request, kind: "focus", label: id }));
  }

  async act(make: RequestMaker): Promise<boolean> {
    try {
      await this.request(make);
      return true;
    } catch (error) {
      this.setNotice({ text: error instanceof Error ? error.message : String(error), level: "error" });
      return false;
    } finally {
      this.trigger("workbench:pending");
    }
  }

  /** Sends one request. @throws Error with the kernel's reason, or why it could not be asked */
  async request(make: RequestMaker, buffers: ArrayBuffer[] = []): Promise<void> {
    if (this.connection !== "live") {
      throw new Error(this.connection === "lost" ? KERNEL_GONE : NO_KERNEL);
    }
    const { request, answer } = this.ledger.add(make(0).kind);
    try {
      this.send(JSON.parse(JSON.stringify(make(request))), this.callbacks(), buffers);
    } catch (error) {
      this.ledger.fail(
        request,
        `Could not reach the kernel: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    this.trigger("workbench:pending");
    return answer;
  }

  isPending(kind: WorkbenchRequest["kind"]): boolean {
    return this.ledger.has(kind);
  }

  dismissNotice(): void {
    this.setNotice(null);
  }

  listen(events: readonly WorkbenchEvent[], handler: () => void, signal: AbortSignal): void {
    const names = events.map((event) => `workbench:${event}`).join(" ");
    const call = (): void => handler();
    this.on(names, call);
    signal.addEventListener("abort", () => this.off(names, call), { once: true });
  }

  override close(commClosed?: boolean): Promise<void> {
    this.ledger.failAll(KERNEL_GONE);
    this.thumbnails.dispose();
    this.setPicture(null);
    return super.close(commClosed);
  }

  /** Not awaited: JupyterLab opens one comm after the other, so waiting for an answer here would wait for ever. */
  private hello(): void {
    void this.act((request) => ({ request, kind: "hello" }));
  }

  private askForNewerMap(): void {
    if (this.connection === "live" && (this.map?.revision ?? -1) < this.state.revision) {
      this.hello();
    }
  }

  private followConnection(): void {
    if (this.comm_live) {
      this.hello();
    } else {
      this.ledger.failAll(KERNEL_GONE);
    }
    this.trigger("workbench:connection");
  }

  private receive(content: unknown, buffers: readonly DataView[]): void {
    const reply = parseReply(content);
    if (!reply) {
      return;
    }
    try {
      this.apply(reply, buffers);
    } catch (error) {
      this.setNotice({ text: error instanceof Error ? error.message : String(error), level: "error" });
    }
  }

  private apply(reply: WorkbenchReply, buffers: readonly DataView[]): void {
    switch (reply.kind) {
      case "map":
        if (reply.isSettling && prefersStillness()) {
          break;
        }
        this.setMap(parseMapColumns(reply, buffers));
        break;
      case "flags":
        // flags of a newer map are in that map
        if (this.map && this.map.revision === reply.revision) {
          this.map = withFlags(this.map, buffers);
          this.trigger("workbench:map");
        }
        break;
      case "selection":
        this.takeSelection(reply.ids);
        break;
      case "selection-mask":
        // one who does not have that map yet gets it with the selection, by "hello"
        if (this.map?.revision === reply.revision && this.selectsInFlight === 0) {
          this.takeSelection(idsInMask(this.map, buffers));
        }
        break;
      case "focus":
        this.focus = reply.labels.length === 0 ? null : { labels: reply.labels, cut: reply.cut };
        this.trigger("workbench:focus");
        break;
      case "thumbnails":
        reply.images.forEach((info, i) => {
          if (buffers[i]) this.thumbnails.put(info.id, { ...info, url: pictureUrl(buffers[i]) });
          else this.thumbnails.forget([info.id]);
        });
        this.trigger("workbench:thumbnails");
        break;
      case "picture":
        // an answer that comes late must not replace what is looked at now
        if (this.shownPicture?.id === reply.id && buffers[0]) {
          this.setPicture({ id: reply.id, url: pictureUrl(buffers[0]) });
        }
        break;
      case "neighbors":
        if (this.shownNeighbors?.id === reply.id) {
          this.shownNeighbors = { id: reply.id, images: reply.images };
          this.trigger("workbench:neighbors");
        }
        break;
      case "suspects":
        this.suspects = reply.images;
        this.trigger("workbench:suspects");
        break;
      case "done":
        this.ledger.done(reply.request);
        break;
      case "failed":
        this.ledger.fail(reply.request, reply.message);
        break;
    }
  }

  private setPicture(picture: { readonly id: string; readonly url: string | null } | null): void {
    if (this.shownPicture?.url) {
      URL.revokeObjectURL(this.shownPicture.url);
    }
    this.shownPicture = picture;
    this.trigger("workbench:picture");
  }

  private setMap(map: MapColumns): void {
    this.map = map;
    this.shownNeighbors = null;
    // what was sent before its labels were known
    this.thumbnails.dropWhere(({ labels }) => labels.length === 0);
    this.trigger("workbench:map");
    const still = this.selection.filter((id) => map.indexOfId.has(id));
    if (still.length < this.selection.length) {
      this.setSelection(still);
    }
  }

  private takeSelection(ids: readonly string[]): void {
    // while an own selection is on its way, what comes in is older than what is shown
    if (this.selectsInFlight === 0 && !sameItems(ids, this.selection)) {
      this.setSelection(ids);
    }
  }

  private setSelection(ids: readonly string[]): void {
    this.selection = ids;
    this.trigger("workbench:selection");
  }

  private setNotice(notice: Notice | null): void {
    if (notice !== this.notice) {
      this.notice = notice;
      this.trigger("workbench:notice");
    }
  }
}

function prefersStillness(): boolean {
  return globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches === true;
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
