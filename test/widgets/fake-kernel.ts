import "./browser-stand-ins.js";

import {
  FLAG_REJECTED,
  FLAG_WANTED,
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
    send: (data: unknown): string => {
      const { method, content } = data as { method: string; content: WorkbenchRequest };
      if (method === "custom") {
        this.requests.push(content);
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
      const { ids, labels, positions, classIndex, flags, iteration } = this.map;
      this.say({ kind: "map", revision, isSettling, ids, labels }, [positions, classIndex, flags, iteration]);
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
      case "select":
        this.say({ kind: "selection", ids: request.ids });
        break;
      case "reject":
      case "want":
      case "clear":
        this.judge(request.kind, request.ids);
        break;
    }
    this.say({ kind: "done", request: request.request });
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
      sourceId: isOriginal ? null : `image-${30 * (this.map?.classIndex[place] ?? 0)}`,
      prompt: isOriginal ? null : `a sketch of a bright ${className}`,
      seed: isOriginal ? null : 1000 + place,
      labels: ["grass", "bright", className],
    };
  }

  private deliver(data: unknown, buffers: readonly DataView[]): void {
    for (const handler of this.handlers) {
      handler({ content: { data }, buffers, parent_header: {} });
    }
  }
}

/** The real model, joined to this kernel; without one, as in a saved page. */
export function openModel(kernel: FakeKernel | null, state: object = STATE): WorkbenchModel {
  const manager = { callbacks: () => ({}), create_view: () => Promise.reject(new Error("no child views here")) };
  const options = { model_id: "workbench", comm: kernel?.comm, widget_manager: manager };
  return new WorkbenchModel({ ...state }, options as never);
}
