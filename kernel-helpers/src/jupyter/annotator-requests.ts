import { makeThumbnail } from "../images/sharp.js";
import { cleanLabel } from "../label/clean-label.js";
import { cleanLabels } from "../label/reference/clean-labels.js";
import type { Reference } from "../label/reference/open-reference.js";
import { messageOf } from "../session/message-of.js";
import type { ImageRef } from "../types.js";
import {
  type AnnotatorReply,
  type AnnotatorRequest,
  type AnnotatorState,
  PICTURE_PX,
  type PictureInfo,
} from "./annotator-protocol.js";
import { parseAnnotatorRequest } from "./annotator-request.js";
import { annotatorState, givenAnswer } from "./annotator-state.js";
import type { Widget } from "./widget.js";

/** What belongs to one annotator on the screen. */
export interface AnnotatorDesk {
  readonly reference: Reference;
  readonly widget: Widget<AnnotatorState>;
  /** by image id */
  readonly suggested: ReadonlyMap<string, readonly string[]>;
  readonly vocabulary: Set<string>;
  /** "" while this is the one that may write */
  takenOver: string;
  tellNotebook(): void;
}

/** Does what a message from a browser asks, and answers it with "done" or "failed". */
export async function answerAnnotator(desk: AnnotatorDesk, content: unknown): Promise<void> {
  const parsed = parseAnnotatorRequest(content);
  if (parsed.request === null) {
    if (parsed.number === null) desk.widget.update({ message: parsed.problem });
    else send(desk, { kind: "failed", request: parsed.number, message: parsed.problem });
    return;
  }
  const { request } = parsed.request;
  try {
    await act(desk, parsed.request);
    send(desk, { kind: "done", request });
  } catch (error) {
    send(desk, { kind: "failed", request, message: messageOf(error) });
  }
}

async function act(desk: AnnotatorDesk, request: AnnotatorRequest): Promise<void> {
  switch (request.kind) {
    case "hello":
      return sendSet(desk);
    case "pictures":
      return sendPictures(desk, request.ids);
    case "label":
      return addLabel(desk, request.request, request.text);
    case "answer":
      return keep(desk, request.id, cleanLabels(request.labels), request.seconds);
    case "skip":
      return keep(desk, request.id, null, request.seconds);
    case "undo":
      return undo(desk);
  }
}

function sendSet({ widget, reference, suggested, vocabulary }: AnnotatorDesk): void {
  const images = reference.images.map(({ id }) => ({
    id,
    suggested: suggested.get(id) ?? [],
    answer: givenAnswer(reference.answers.get(id)),
  }));
  widget.send({ kind: "set", images, vocabulary: [...vocabulary] } satisfies AnnotatorReply);
}

async function sendPictures(desk: AnnotatorDesk, ids: readonly string[]): Promise<void> {
  const images: PictureInfo[] = [];
  const pictures: Uint8Array[] = [];
  for (const image of ids.map((id) => findImage(desk, id))) {
    try {
      pictures.push(await makeThumbnail(image.path, PICTURE_PX));
      images.push({ id: image.id, problem: null });
    } catch (error) {
      images.push({ id: image.id, problem: messageOf(error) });
    }
  }
  desk.widget.send({ kind: "pictures", images } satisfies AnnotatorReply, pictures);
}

function findImage(desk: AnnotatorDesk, id: string): ImageRef {
  const image = desk.reference.images.find((each) => each.id === id);
  if (!image) throw new Error(`No image "${id}" in this reference set.`);
  return image;
}

function addLabel(desk: AnnotatorDesk, request: number, text: string): void {
  const label = cleanLabel(text);
  if (label === null) throw new Error("Nothing that can be seen is left of that text; type another label.");
  desk.vocabulary.add(label);
  send(desk, { kind: "label", request, label });
}

async function keep(desk: AnnotatorDesk, id: string, labels: readonly string[] | null, seconds: number): Promise<void> {
  assertMayWrite(desk);
  await desk.reference.answer({ id, labels, seconds, at: Date.now() });
  for (const label of labels ?? []) desk.vocabulary.add(label);
  tell(desk, id, false);
}

async function undo(desk: AnnotatorDesk): Promise<void> {
  assertMayWrite(desk);
  const { answer: taken } = await desk.reference.undo(Date.now());
  tell(desk, taken.id, true);
}

/** Tells every view, and the saved notebook, that an image's answer is another one now. */
function tell(desk: AnnotatorDesk, id: string, isUndo: boolean): void {
  desk.widget.update(annotatorState(desk.reference, ""));
  send(desk, { kind: "answer", id, answer: givenAnswer(desk.reference.answers.get(id)), isUndo });
  desk.tellNotebook();
}

function assertMayWrite({ takenOver }: AnnotatorDesk): void {
  if (takenOver !== "") throw new Error(takenOver);
}

function send({ widget }: AnnotatorDesk, reply: AnnotatorReply): void {
  widget.send(reply);
}
