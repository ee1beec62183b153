import { makeThumbnail } from "../images/sharp.js";
import { acceptPrompt, discardPrompt, editPrompt, transferPrompt } from "../session/change-prompts.js";
import { editLabels } from "../session/edit-labels.js";
import { expandSession } from "../session/expand-session.js";
import { findSuspects } from "../session/find-suspects.js";
import { focusLabel } from "../session/focus-label.js";
import { goBack } from "../session/go-back.js";
import {
  findImages,
  judgeImages,
  redoNextAct,
  selectImages,
  selectKnownImages,
  undoLastAct,
} from "../session/judge-images.js";
import { labelTrouble } from "../session/label-failures.js";
import { prepareMap, unfinishedIteration } from "../session/loop.js";
import { messageOf } from "../session/message-of.js";
import { nearestImages } from "../session/nearest-images.js";
import { refinePrompts } from "../session/refine-prompts.js";
import { cancellation, isCancellation, type JobControl, runJob } from "../session/run-job.js";
import { selectImagesLabelled, selectImagesOfPrompt } from "../session/select-images-of.js";
import { addNote } from "../session/session-notes.js";
import type { SessionChange, SessionState } from "../session/session-state.js";
import { openWidget, type Widget } from "./widget.js";
import { flagsPacket, mapPacket, type Packet, thumbnailInfo } from "./workbench-map.js";
import { previewBundle } from "./workbench-preview.js";
import {
  PICTURE_PX,
  THUMBNAIL_PX,
  type ThumbnailInfo,
  WIDGET_MODULE,
  WIDGET_VERSION,
  type WorkbenchReply,
  type WorkbenchRequest,
  type WorkbenchState,
} from "./workbench-protocol.js";
import { parseWorkbenchRequest } from "./workbench-request.js";
import { idsInMask, selectionPacket } from "./workbench-selection.js";
import { workbenchJob, workbenchState } from "./workbench-state.js";

type WorkbenchWidget = Widget<WorkbenchState>;

const DEFAULT_PER_IMAGE = 2;
const NEIGHBORS = 5;
/** What the widget is told with is not of the cell that opened it: no bars there, no stop button of its. */
const IN_WIDGET = { progress: false } as const;

/**
 * Shows the workbench of a session in the running cell. Every browser that shows it, and every other workbench of the session, stays in step.
 * Each request is answered "done" once it is done, or "failed" with a sentence; a request that fails changes nothing.
 * @throws Error outside the DataCrafter kernel
 */
export function showWorkbench(state: SessionState): void {
  const widget = openWidget<WorkbenchState>({
    model: { module: WIDGET_MODULE, version: WIDGET_VERSION, name: "WorkbenchModel" },
    view: { module: WIDGET_MODULE, version: WIDGET_VERSION, name: "WorkbenchView" },
    state: { ...workbenchState(state), perImage: DEFAULT_PER_IMAGE },
  });
  state.subscribe((change) => follow(state, widget, change));
  widget.onMessage((content, buffers) => void receive(state, widget, content, buffers));
  widget.display(previewBundle(state));
}

/** Sends on what changed in the session, whoever changed it. */
function follow(state: SessionState, widget: WorkbenchWidget, change: SessionChange): void {
  if (change === "selection") {
    // nothing else depends on it, and to count 100,000 images takes longer than to send them
    sendPacket(widget, selectionPacket(state));
    return;
  }
  widget.update(change === "job" ? workbenchJob(state) : workbenchState(state));
  if (change === "map") sendPacket(widget, mapPacket(state));
  else if (change === "images") sendPacket(widget, flagsPacket(state));
  else if (change === "focus") sendFocus(state, widget);
}

async function receive(
  state: SessionState,
  widget: WorkbenchWidget,
  content: unknown,
  buffers: readonly Uint8Array[],
): Promise<void> {
  const parsed = parseWorkbenchRequest(content);
  if (parsed.request === null) {
    if (parsed.number === null) state.say(parsed.problem, "error");
    else send(widget, { kind: "failed", request: parsed.number, message: parsed.problem });
    return;
  }
  const { request } = parsed.request;
  try {
    state.assertOpen();
    await answer(state, widget, parsed.request, buffers);
    send(widget, { kind: "done", request });
  } catch (error) {
    send(widget, { kind: "failed", request, message: messageOf(error) });
  }
}

/** Does what a request asks. Everything before the first await is done before the next message is read. */
async function answer(
  state: SessionState,
  widget: WorkbenchWidget,
  request: WorkbenchRequest,
  buffers: readonly Uint8Array[],
): Promise<void> {
  switch (request.kind) {
    case "hello":
      return greet(state, widget);
    case "thumbnails":
      return sendThumbnails(state, widget, request.ids);
    case "picture":
      return sendPicture(state, widget, request.id);
    case "select":
      return selectImages(state, request.ids);
    case "select-mask":
      return selectKnownImages(state, idsInMask(state, request.revision, buffers));
    case "focus":
      return focusLabel(state, request.label);
    case "reject":
      return void judgeImages(state, request.ids, "rejected", { reason: request.reason });
    case "want":
      return void judgeImages(state, request.ids, "wanted", { reason: request.reason });
    case "clear":
      return void judgeImages(state, request.ids, "none", { reason: request.reason });
    case "undo":
      if (undoLastAct(state) === null) throw new Error("There is nothing to undo.");
      return;
    case "redo":
      if (redoNextAct(state) === null) throw new Error("There is nothing to redo.");
      return;
    case "accept":
      return acceptPrompt(state, request.promptId, request.text);
    case "edit":
      return editPrompt(state, request.promptId, request.text);
    case "discard":
      return discardPrompt(state, request.promptId);
    case "transfer":
      return void transferPrompt(state, request.promptId, request.className);
    case "prompt-images":
      return selectImagesOfPrompt(state, request.promptId);
    case "search":
      return selectImagesLabelled(state, request.text);
    case "hide":
    case "restore":
      return editLabels(state, { kind: request.kind, node: request.label });
    case "go-back":
      return goBack(state, request.iteration);
    case "note":
      return addNote(state, request.text);
    case "neighbors":
      return sendNeighbors(state, widget, request.id);
    case "review":
      return inSight(state, () => sendSuspects(state, widget));
    case "cancel":
      if (!state.running) throw new Error("Nothing is running that could be cancelled.");
      return state.running.cancel(cancellation("It was cancelled."));
    case "refine":
      return inSight(state, () =>
        runJob(state, { name: "refine" }, IN_WIDGET, (control) => refinePrompts(state, control)),
      );
    case "generate":
      widget.update({ perImage: request.perImage });
      return inSight(state, () => expandSession(state, { perImage: request.perImage, ...IN_WIDGET }));
  }
}

/** Gives a new view what it needs, and draws the map first where there is none or images are missing on it. */
function greet(state: SessionState, widget: WorkbenchWidget): void {
  sendPacket(widget, mapPacket(state));
  sendPacket(widget, selectionPacket(state));
  sendFocus(state, widget);
  const isWhole = state.layout?.imageIds.length === state.mapImages().length && state.arrangement !== null;
  if (isWhole || state.running || unfinishedIteration(state)) return;
  // not awaited: the view is answered at once, the map follows
  void inSight(state, () =>
    runJob(state, { name: "map", isBackground: true }, IN_WIDGET, (control) => drawMap(state, control)),
  ).catch(() => undefined);
}

async function drawMap(state: SessionState, control: JobControl): Promise<void> {
  await prepareMap(state, control);
  const trouble = labelTrouble(state);
  if (trouble !== null) state.say(trouble, "warning");
}

/** Runs a job whose failure everybody sees: in the message line of every view, and in the answer to the one who asked. A cancel is no failure. */
async function inSight(state: SessionState, run: () => Promise<unknown>): Promise<void> {
  if (state.running) return void (await run()); // it will refuse, and that concerns only the one who asked
  try {
    await run();
  } catch (error) {
    if (isCancellation(error)) return;
    if (!state.isClosed) state.say(messageOf(error), "error");
    throw error;
  }
}

async function sendSuspects(state: SessionState, widget: WorkbenchWidget): Promise<void> {
  const suspects = await runJob(state, { name: "review" }, IN_WIDGET, (control) => findSuspects(state, control));
  send(widget, { kind: "suspects", images: suspects.map(({ id, reasons }) => ({ id, reasons })) });
}

async function sendNeighbors(state: SessionState, widget: WorkbenchWidget, id: string): Promise<void> {
  send(widget, { kind: "neighbors", id, images: await nearestImages(state, id, NEIGHBORS) });
}

async function sendThumbnails(state: SessionState, widget: WorkbenchWidget, ids: readonly string[]): Promise<void> {
  const images: ThumbnailInfo[] = [];
  const pictures: Uint8Array[] = [];
  const unreadable: string[] = [];
  for (const image of findImages(state, ids, "thumbnails")) {
    try {
      pictures.push(await makeThumbnail(image.path, THUMBNAIL_PX));
      images.push(thumbnailInfo(state, image));
    } catch (error) {
      unreadable.push(`${image.id} (${messageOf(error)})`);
    }
  }
  if (images.length > 0) sendPacket(widget, { content: { kind: "thumbnails", images }, buffers: pictures });
  if (unreadable.length > 0) {
    throw new Error(`${unreadable.length} pictures cannot be read from the session folder: ${unreadable[0]}.`);
  }
}

async function sendPicture(state: SessionState, widget: WorkbenchWidget, id: string): Promise<void> {
  const [image] = findImages(state, [id], "picture");
  const picture = await makeThumbnail(image.path, PICTURE_PX);
  sendPacket(widget, { content: { kind: "picture", id }, buffers: [picture] });
}

function sendFocus({ focus }: SessionState, widget: WorkbenchWidget): void {
  send(widget, { kind: "focus", labels: focus?.ids ?? [], cut: focus?.cut ?? [] });
}

function sendPacket(widget: WorkbenchWidget, packet: Packet | null): void {
  if (packet) widget.send(packet.content, packet.buffers);
}

function send(widget: WorkbenchWidget, reply: WorkbenchReply): void {
  widget.send(reply);
}
