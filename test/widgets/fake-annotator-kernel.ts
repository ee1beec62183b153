import "./browser-stand-ins.js";

import { AnnotatorModel } from "../../widgets/src/annotator/annotator-model.js";
import type {
  AnnotatorImage,
  AnnotatorReply,
  AnnotatorRequest,
  AnnotatorState,
  GivenAnswer,
} from "../../widgets/src/annotator/protocol.js";

type MessageHandler = (message: unknown) => unknown;

const STATE: AnnotatorState = {
  total: 0,
  annotated: 0,
  skipped: 0,
  secondsPerImage: null,
  undo: null,
  message: "",
};

/** The kernel's end of the annotator, in this process: keeps what was asked and answers as the protocol says. */
export class FakeAnnotatorKernel {
  readonly requests: AnnotatorRequest[] = [];
  /** false: keeps requests without an answer, as a kernel does while a cell runs */
  isAnswering = true;
  /** a reason to fail this kind of request */
  readonly failures = new Map<AnnotatorRequest["kind"], string>();
  /** images whose picture cannot be read */
  readonly unreadable = new Set<string>();
  readonly answers = new Map<string, GivenAnswer>();
  private readonly acts: string[] = [];
  private readonly handlers: MessageHandler[] = [];

  constructor(
    readonly images: readonly AnnotatorImage[],
    readonly vocabulary: readonly string[],
  ) {
    for (const { id, answer } of images) {
      if (answer !== null) {
        this.answers.set(id, answer);
      }
    }
  }

  readonly comm = {
    comm_id: "annotator",
    target_name: "jupyter.widget",
    on_msg: (handler: MessageHandler): void => void this.handlers.push(handler),
    on_close: (): void => {},
    close: (): string => "",
    open: (): string => "",
    send: (data: unknown): string => {
      const { method, content } = data as { method: string; content: AnnotatorRequest };
      if (method === "custom") {
        this.requests.push(content);
        if (this.isAnswering) {
          void this.answer(content);
        }
      }
      return "message";
    },
  };

  get state(): AnnotatorState {
    const given = [...this.answers.values()];
    const skipped = given.filter((answer) => answer === "skipped").length;
    const annotated = given.length - skipped;
    const undo = this.acts.length > 0 ? "the last answer" : null;
    return { ...STATE, total: this.images.length, annotated, skipped, undo };
  }

  /** Requests of one kind, without their numbers and times. */
  asked(kind: AnnotatorRequest["kind"]): readonly object[] {
    return this.requests
      .filter((sent) => sent.kind === kind)
      .map((sent) => {
        const { request: _, seconds: __, ...rest } = sent as AnnotatorRequest & { readonly seconds?: number };
        return rest;
      });
  }

  say(reply: unknown, buffers: readonly DataView[] = []): void {
    this.deliver({ method: "custom", content: reply }, buffers);
  }

  setState(patch: Partial<AnnotatorState>): void {
    this.deliver({ method: "update", state: patch, buffer_paths: [] }, []);
  }

  /** Answers what waits since isAnswering was false. */
  async catchUp(): Promise<void> {
    this.isAnswering = true;
    for (const request of this.requests.filter(({ kind }) => kind !== "hello" && kind !== "pictures")) {
      await this.answer(request);
    }
  }

  private async answer(request: AnnotatorRequest): Promise<void> {
    await Promise.resolve();
    const failure = this.failures.get(request.kind);
    if (failure !== undefined) {
      this.say({ kind: "failed", request: request.request, message: failure });
      return;
    }
    this.act(request);
    this.say({ kind: "done", request: request.request });
  }

  private act(request: AnnotatorRequest): void {
    switch (request.kind) {
      case "hello":
        this.send({
          kind: "set",
          images: this.images.map((image) => ({ ...image, answer: this.answers.get(image.id) ?? null })),
          vocabulary: this.vocabulary,
        });
        break;
      case "pictures":
        this.sendPictures(request.ids);
        break;
      case "label":
        this.send({ kind: "label", request: request.request, label: request.text.trim().replace(/\s+/g, " ") });
        break;
      case "answer":
        this.keep(request.id, request.labels);
        break;
      case "skip":
        this.keep(request.id, "skipped");
        break;
      case "undo":
        this.takeBack();
        break;
    }
  }

  private sendPictures(ids: readonly string[]): void {
    const images = ids.map((id) => ({ id, problem: this.unreadable.has(id) ? "it is no image" : null }));
    const readable = images.filter(({ problem }) => problem === null);
    this.say(
      { kind: "pictures", images },
      readable.map(() => new DataView(new ArrayBuffer(4))),
    );
  }

  private keep(id: string, answer: GivenAnswer): void {
    this.answers.set(id, answer);
    this.acts.push(id);
    this.setState(this.state);
    this.send({ kind: "answer", id, answer, isUndo: false });
  }

  private takeBack(): void {
    const id = this.acts.pop() ?? "";
    this.answers.delete(id);
    this.setState(this.state);
    this.send({ kind: "answer", id, answer: null, isUndo: true });
  }

  private send(reply: AnnotatorReply): void {
    this.say(reply);
  }

  private deliver(data: unknown, buffers: readonly DataView[]): void {
    for (const handler of this.handlers) {
      handler({ content: { data }, buffers, parent_header: {} });
    }
  }
}

/** The real model, joined to this kernel; without one, as in a saved page. */
export function openAnnotatorModel(
  kernel: FakeAnnotatorKernel | null,
  state: Partial<AnnotatorState> = {},
): AnnotatorModel {
  const manager = { callbacks: () => ({}), create_view: () => Promise.reject(new Error("no child views here")) };
  const options = { model_id: "annotator", comm: kernel?.comm, widget_manager: manager };
  return new AnnotatorModel({ ...STATE, ...(kernel?.state ?? {}), ...state }, options as never);
}
