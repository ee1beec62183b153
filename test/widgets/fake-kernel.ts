import "./browser-stand-ins.js";

import {
  FLAG_GENERATED,
  FLAG_REJECTED,
  FLAG_WANTED,
  type MapLabel,
  type NeighborImage,
  type SuspectImage,
  type ThumbnailInfo,
  type WorkbenchReply,
  type WorkbenchRequest,
} from "../../widgets/src/protocol.js";
import { WorkbenchModel } from "../../widgets/src/workbench-model.js";
import { CLASSES, type MadeUpMap, STATE } from "./made-up-data.js";

type MessageHandler = (message: unknown) => unknown;

/** The kernel's end of the workbench, in this process: keeps what was asked and answers as the protocol says. */
export class FakeKernel {
  readonly requests: WorkbenchRequest[] = [];
  /** what came with each request, by its number */
  readonly buffers = new Map<number, readonly ArrayBuffer[]>();
  /** false: keeps requests without an answer, as a kernel does while a cell runs */
  isAnswering = true;
  /** a reason to fail this kind of request */
  readonly failures = new Map<WorkbenchRequest["kind"], string>();
  map: MadeUpMap | null;
  private readonly handlers: MessageHandler[] = [];

  constructor(
    map: MadeUpMap | null,
    private readonly drawThumbnail: (info: ThumbnailInfo) => Promise<DataView> = async () =>
      new DataView(new ArrayBuffer(4)),
  ) {
    this.map = map;
  }

  /** What the widget's comm offers to the model. */
  readonly comm = {
    comm_id: "workbench",
    target_name: "jupyter.widget",
    on_msg: (handler: MessageHandler): void => void this.handlers.push(handler),
    on_close: (): void => {},
    close: (): string => "",
    open: (): string => "",
    send: (data: unknown, _callbacks?: object, _metadata?: object, buffers: readonly ArrayBuffer[] = []): string => {
      const { method, content } = data as { method: string; content: WorkbenchRequest };
      if (method === "custom") {
        this.requests.push(content);
        this.buffers.set(content.request, buffers);
        if (this.isAnswering) {
          void this.answer(content);
        }
      }
      return "message";
    },
  };

  /** Requests of one kind, without their numbers. */
  asked(kind: WorkbenchRequest["kind"]): readonly object[] {
    return this.requests.filter((sent) => sent.kind === kind).map(({ request: _, ...rest }) => rest);
  }

  say(reply: WorkbenchReply, buffers: readonly ArrayBufferView[] = []): void {
    const views = buffers.map((buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength));
    this.deliver({ method: "custom", content: reply }, views);
  }

  setState(patch: object): void {
    this.deliver({ method: "update", state: patch, buffer_paths: [] }, []);
  }

  sendMap(revision: number, isSettling = false): void {
    if (this.map) {
      const { ids, labels, positions, classIndex, flags, iteration, source } = this.map;
      this.say({ kind: "map", revision, isSettling, ids, labels }, [positions, classIndex, flags, iteration, source]);
    }
  }

  async answer(request: WorkbenchRequest): Promise<void> {
    await Promise.resolve();
    const failure = this.failures.get(request.kind);
    if (failure !== undefined) {
      this.say({ kind: "failed", request: request.request, message: failure });
      return;
    }
    switch (request.kind) {
      case "hello":
        this.sendMap(1);
        break;
      case "thumbnails":
        await this.sendThumbnails(request.ids);
        break;
      case "picture":
        this.say({ kind: "picture", id: request.id }, [await this.drawThumbnail(this.info(request.id))]);
        break;
      case "neighbors":
        this.say({ kind: "neighbors", id: request.id, images: this.neighbors(request.id) });
        break;
      case "review":
        this.say({ kind: "suspects", images: this.suspects() });
        break;
      case "select":
        this.say({ kind: "selection", ids: request.ids });
        break;
      case "select-mask":
        this.say({ kind: "selection-mask", revision: request.revision }, [
          new Uint8Array(this.buffers.get(request.request)?.[0] ?? new ArrayBuffer(0)),
        ]);
        break;
      case "focus":
        this.say({ kind: "selection", ids: request.label === null ? [] : (this.map?.ids.slice(0, 5) ?? []) });
        this.say({
          kind: "focus",
          labels: request.label === null ? [] : [request.label],
          cut: request.label === null ? [] : this.cutAround(request.label),
        });
        break;
      case "reject":
      case "want":
      case "clear":
        this.judge(request.kind, request.ids);
        break;
    }
    this.say({ kind: "done", request: request.request });
  }

  /** The two after it; the first is a copy. */
  private neighbors(id: string): NeighborImage[] {
    const ids = this.map?.ids ?? [];
    const next = ids.indexOf(id) + 1;
    return ids
      .slice(next, next + 2)
      .map((other, place) => ({ id: other, similarity: 0.98 - 0.3 * place, isCopy: place === 0 }));
  }

  /** The label's group openly, the others closed. */
  private cutAround(id: string): readonly string[] {
    const labels = this.map?.labels ?? [];
    const label = labels.find((each) => each.id === id);
    const open = label?.isGroup ? null : (label?.parent ?? null);
    const cut = labels.filter(({ isGroup, parent }, place) => (isGroup ? place !== open : parent === open));
    const distance = (each: MapLabel): number => (each.id === id ? 0 : each.isGroup ? 2 : 1);
    return cut.sort((a, b) => distance(a) - distance(b)).map((each) => each.id);
  }

  /** Each fifth generated image. */
  private suspects(): readonly SuspectImage[] {
    const generated = (this.map?.ids ?? []).filter((_, place) => this.map?.flags[place] === FLAG_GENERATED);
    return generated
      .filter((_, i) => i % 5 === 0)
      .map((id, i) => ({
        id,
        reasons:
          i % 3 === 0
            ? ["Looks like dog; bear is 12 % likely.", "Nearly the same as another generated image."]
            : ["Lies 1.6 times as far from the middle of bear as its farthest original."],
      }));
  }

  private judge(verdict: "reject" | "want" | "clear", ids: readonly string[]): void {
    const bits = { reject: FLAG_REJECTED, want: FLAG_WANTED, clear: 0 }[verdict];
    if (this.map) {
      const flags = this.map.flags.slice();
      for (const id of ids) {
        const place = this.map.ids.indexOf(id);
        flags[place] = (flags[place] & ~(FLAG_REJECTED | FLAG_WANTED)) | bits;
      }
      this.map = { ...this.map, flags };
      this.say({ kind: "flags", revision: 1 }, [flags]);
    }
  }

  private async sendThumbnails(ids: readonly string[]): Promise<void> {
    const images = ids.map((id) => this.info(id));
    const buffers = await Promise.all(images.map((info) => this.drawThumbnail(info)));
    this.say({ kind: "thumbnails", images }, buffers);
  }

  private info(id: string): ThumbnailInfo {
    const place = this.map?.ids.indexOf(id) ?? 0;
    const isOriginal = (this.map?.flags[place] ?? 0) === 0;
    const className = CLASSES[this.map?.classIndex[place] ?? 0] ?? "class";
    return {
      id,
      className,
      origin: isOriginal ? "original" : "generated",
      iteration: this.map?.iteration[place] ?? 0,
      sourceId: isOriginal ? null : `image-${this.map?.source[place] ?? 0}`,
      prompt: isOriginal ? null : `a sketch of a bright ${className}`,
      seed: isOriginal ? null : 1000 + place,
      labels: ["grass", "bright", className],
      consistency: isOriginal ? 0.93 : 0.41,
      likelyClass: isOriginal ? className : "dog",
      distance: isOriginal ? 0.08 : 0.31,
      caption: `A ${className} <b>stands</b> on bright grass.`,
    };
  }

  private deliver(data: unknown, buffers: readonly DataView[]): void {
    for (const handler of this.handlers) {
      handler({ content: { data }, buffers, parent_header: {} });
    }
  }
}

/** The real model, joined to this kernel; without one, as in a saved page. @param more of the widget manager */
export function openModel(kernel: FakeKernel | null, state: object = STATE, more: object = {}): WorkbenchModel {
  const noViews = (): Promise<never> => Promise.reject(new Error("no child views here"));
  const manager = { callbacks: () => ({}), create_view: noViews, ...more };
  const options = { model_id: "workbench", comm: kernel?.comm, widget_manager: manager };
  return new WorkbenchModel({ ...state }, options as never);
}
