import { DOMWidgetModel, type IBackboneModelOptions } from "@jupyter-widgets/base";
import { PictureCache, pictureUrl } from "../picture-cache.js";
import { PACKAGE_VERSION, WIDGET_MODULE } from "../protocol.js";
import { firstRequestNumber, RequestLedger } from "../request-ledger.js";
import type { Connection, Notice } from "../workbench.js";
import type { Annotator, Picture } from "./annotator.js";
import { parseAnnotatorReply } from "./parse-annotator-reply.js";
import {
  type AnnotatorImage,
  type AnnotatorReply,
  type AnnotatorRequest,
  type AnnotatorState,
  MOST_LABELS,
  type PictureInfo,
} from "./protocol.js";
import { firstOpen, isKept, placeAfter } from "./walk.js";

const KERNEL_GONE = "The kernel is gone. Run the cell that shows this annotator again; every answer given is kept.";
const NOTHING_CHOSEN = "Nothing is chosen yet: choose a label, or press N for nothing of this, or S to skip.";
/** pictures fetched before they are shown */
const AHEAD = 2;
/** About 40 kB each; enough to walk back a little without asking again. */
const MOST_PICTURES = 24;

const EMPTY_STATE: AnnotatorState = {
  total: 0,
  annotated: 0,
  skipped: 0,
  secondsPerImage: null,
  undo: null,
  message: "",
};

type RequestMaker = (request: number) => AnnotatorRequest;

/**
 * The browser's half of the annotator: the images and their answers, the place in them, what is chosen, the pictures, and the talk with
 * the kernel. One model serves all views of it in this tab.
 */
export class AnnotatorModel extends DOMWidgetModel implements Annotator {
  // "declare": Backbone calls initialize inside the base constructor, and a plain field would be reset after that.
  declare images: readonly AnnotatorImage[];
  declare vocabulary: readonly string[];
  declare place: number;
  declare notice: Notice | null;
  /** choices that no answer keeps yet, by image id */
  declare private drafts: Map<string, readonly string[]>;
  declare private ledger: RequestLedger;
  declare private pictures: PictureCache<Picture>;
  /** when the shown image came into sight, milliseconds of performance.now() */
  declare private shownAt: number;
  /** while an answer is on its way: what is pressed meanwhile was meant for the image before */
  declare private isGiving: boolean;
  /** labels that the kernel made of typed texts, by request */
  declare private madeLabels: Map<number, string>;
  declare private undoneId: string | null;

  override defaults(): ReturnType<DOMWidgetModel["defaults"]> {
    return {
      ...super.defaults(),
      ...EMPTY_STATE,
      _model_module: WIDGET_MODULE,
      _model_module_version: PACKAGE_VERSION,
      _model_name: "AnnotatorModel",
      _view_module: WIDGET_MODULE,
      _view_module_version: PACKAGE_VERSION,
      _view_name: "AnnotatorView",
    };
  }

  override initialize(attributes: Record<string, unknown>, options: IBackboneModelOptions): void {
    this.images = [];
    this.vocabulary = [];
    this.place = 0;
    this.notice = null;
    this.drafts = new Map();
    this.ledger = new RequestLedger(firstRequestNumber());
    this.pictures = new PictureCache(MOST_PICTURES);
    this.shownAt = 0;
    this.isGiving = false;
    this.madeLabels = new Map();
    this.undoneId = null;
    super.initialize(attributes, options);
    this.on("msg:custom", (content: unknown, buffers?: readonly DataView[]) => this.receive(content, buffers ?? []));
    this.on("change", () => this.tellViews());
    this.on("comm_live_update", () => this.followConnection());
    if (this.comm_live) {
      this.hello();
    }
  }

  get state(): AnnotatorState {
    return this.attributes as unknown as AnnotatorState;
  }

  get connection(): Connection {
    if (this.comm_live) {
      return "live";
    }
    return this.comm === undefined && this.images.length === 0 ? "static" : "lost";
  }

  get image(): AnnotatorImage | null {
    return this.images[this.place] ?? null;
  }

  get chosen(): readonly string[] {
    const { image } = this;
    if (!image) {
      return [];
    }
    return this.drafts.get(image.id) ?? (Array.isArray(image.answer) ? image.answer : []);
  }

  picture(id: string): Picture | undefined {
    return this.pictures.get(id);
  }

  toggle(label: string): void {
    const { image, chosen } = this;
    if (!image || this.isGiving) {
      return;
    }
    const isChosen = chosen.includes(label);
    if (!isChosen && chosen.length >= MOST_LABELS) {
      this.say({ text: `An image takes at most ${MOST_LABELS} labels.`, level: "warning" });
      return;
    }
    this.drafts.set(image.id, isChosen ? chosen.filter((other) => other !== label) : [...chosen, label]);
    this.notice = null;
    this.tellViews();
  }

  async addLabel(text: string): Promise<boolean> {
    const { image } = this;
    let request = 0;
    const isDone = await this.act((number) => {
      request = number;
      return { request, kind: "label", text };
    });
    const label = this.madeLabels.get(request);
    this.madeLabels.delete(request);
    // the person may have gone on while the kernel was busy
    if (!isDone || label === undefined || this.image?.id !== image?.id) {
      return isDone;
    }
    if (!this.chosen.includes(label)) {
      this.toggle(label);
    }
    return true;
  }

  async next(): Promise<void> {
    const { image, chosen } = this;
    if (!image || this.isGiving) {
      return;
    }
    if (isKept(image, chosen)) {
      this.go(placeAfter(this.images, this.place));
    } else if (chosen.length === 0) {
      this.say({ text: NOTHING_CHOSEN, level: "info" });
    } else {
      await this.give((request, seconds) => ({ request, kind: "answer", id: image.id, labels: chosen, seconds }));
    }
  }

  back(): void {
    if (this.place > 0 && !this.isGiving) {
      this.go(this.place - 1);
    }
  }

  async answerNothing(): Promise<void> {
    await this.give((request, seconds, id) => ({ request, kind: "answer", id, labels: [], seconds }));
  }

  async skip(): Promise<void> {
    await this.give((request, seconds, id) => ({ request, kind: "skip", id, seconds }));
  }

  async undo(): Promise<void> {
    if (this.state.undo === null || this.isGiving) {
      return;
    }
    this.isGiving = true;
    const isDone = await this.act((request) => ({ request, kind: "undo" }));
    this.isGiving = false;
    const place = this.images.findIndex(({ id }) => id === this.undoneId);
    if (isDone && place !== -1) {
      this.drafts.delete(this.images[place].id);
      this.go(place);
    }
  }

  revisitSkipped(): void {
    const place = this.images.findIndex(({ answer }) => answer === "skipped");
    if (place !== -1) {
      this.go(place);
    }
  }

  dismissNotice(): void {
    this.say(null);
  }

  listen(handler: () => void, signal: AbortSignal): void {
    const call = (): void => handler();
    this.on("annotator:change", call);
    signal.addEventListener("abort", () => this.off("annotator:change", call), { once: true });
  }

  override close(commClosed?: boolean): Promise<void> {
    this.ledger.failAll(KERNEL_GONE);
    this.pictures.dispose();
    return super.close(commClosed);
  }

  /** Sends an answer to the shown image; the next image is shown when the kernel has it on disk. */
  private async give(make: (request: number, seconds: number, id: string) => AnnotatorRequest): Promise<void> {
    const { image } = this;
    if (!image || this.isGiving) {
      return;
    }
    const seconds = Math.max(0, performance.now() - this.shownAt) / 1000;
    this.isGiving = true;
    const isDone = await this.act((request) => make(request, Math.round(seconds * 10) / 10, image.id));
    this.isGiving = false;
    if (isDone) {
      this.drafts.delete(image.id);
      this.go(placeAfter(this.images, this.place));
    }
  }

  private go(place: number): void {
    this.place = place;
    this.notice = null;
    this.shownAt = performance.now();
    this.loadPictures();
    this.tellViews();
  }

  private loadPictures(): void {
    const [shown, ...ahead] = this.images.slice(this.place, this.place + 1 + AHEAD).map(({ id }) => id);
    for (const ids of [shown === undefined ? [] : [shown], ahead].map((wanted) => this.pictures.missing(wanted))) {
      if (ids.length > 0) {
        void this.act((request) => ({ request, kind: "pictures", ids })).then(() => this.pictures.forget(ids));
      }
    }
  }

  private async act(make: RequestMaker): Promise<boolean> {
    try {
      if (this.connection !== "live") {
        throw new Error(KERNEL_GONE);
      }
      const { request, answer } = this.ledger.add(make(0).kind);
      try {
        this.send(JSON.parse(JSON.stringify(make(request))), this.callbacks());
      } catch (error) {
        this.ledger.fail(request, `Could not reach the kernel: ${messageOf(error)}`);
      }
      await answer;
      return true;
    } catch (error) {
      this.say({ text: messageOf(error), level: "error" });
      return false;
    }
  }

  /** Not awaited: JupyterLab opens one comm after the other, so waiting for an answer here would wait for ever. */
  private hello(): void {
    void this.act((request) => ({ request, kind: "hello" }));
  }

  private followConnection(): void {
    if (this.comm_live) {
      this.hello();
    } else {
      this.ledger.failAll(KERNEL_GONE);
    }
    this.tellViews();
  }

  private receive(content: unknown, buffers: readonly DataView[]): void {
    const reply = parseAnnotatorReply(content);
    if (reply) {
      this.apply(reply, buffers);
    }
  }

  private apply(reply: AnnotatorReply, buffers: readonly DataView[]): void {
    switch (reply.kind) {
      case "set":
        this.takeSet(reply.images, reply.vocabulary);
        break;
      case "answer":
        this.images = this.images.map((image) => (image.id === reply.id ? { ...image, answer: reply.answer } : image));
        this.learn(Array.isArray(reply.answer) ? reply.answer : []);
        this.undoneId = reply.isUndo ? reply.id : null;
        this.tellViews();
        break;
      case "label":
        this.learn([reply.label]);
        this.madeLabels.set(reply.request, reply.label);
        this.tellViews();
        break;
      case "pictures":
        this.takePictures(reply.images, buffers);
        if (reply.images.some(({ id }) => id === this.image?.id)) {
          this.shownAt = performance.now();
        }
        this.tellViews();
        break;
      case "done":
        this.ledger.done(reply.request);
        break;
      case "failed":
        this.ledger.fail(reply.request, reply.message);
        break;
    }
  }

  private takeSet(images: readonly AnnotatorImage[], vocabulary: readonly string[]): void {
    const isFirst = this.images.length === 0;
    this.images = images;
    this.vocabulary = vocabulary;
    this.go(isFirst ? firstOpen(images) : Math.min(this.place, images.length));
  }

  /** @param buffers one for each image without a problem, in their order */
  private takePictures(images: readonly PictureInfo[], buffers: readonly DataView[]): void {
    const waiting = [...buffers];
    for (const { id, problem } of images) {
      const bytes = problem === null ? waiting.shift() : undefined;
      this.pictures.put(id, bytes ? { url: pictureUrl(bytes) } : { problem: problem ?? "The kernel sent no picture." });
    }
  }

  private learn(labels: readonly string[]): void {
    this.vocabulary = [...new Set([...this.vocabulary, ...labels])];
  }

  private say(notice: Notice | null): void {
    this.notice = notice;
    this.tellViews();
  }

  private tellViews(): void {
    this.trigger("annotator:change");
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
