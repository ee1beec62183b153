import { isCount, isRecord, isTextList } from "../value-checks.js";
import type { AnnotatorReply } from "./protocol.js";

const FIELDS: Readonly<Record<AnnotatorReply["kind"], (message: Record<string, unknown>) => boolean>> = {
  set: ({ images, vocabulary }) => Array.isArray(images) && images.every(isImage) && isTextList(vocabulary),
  answer: ({ id, answer, isUndo }) => typeof id === "string" && isAnswer(answer) && typeof isUndo === "boolean",
  label: ({ request, label }) => isCount(request) && typeof label === "string",
  pictures: ({ images }) => Array.isArray(images) && images.every(isPicture),
  done: ({ request }) => isCount(request),
  failed: ({ request, message }) => isCount(request) && typeof message === "string",
};

/** Reads a custom message from the kernel. @returns null when it is none of ours, so that later kernels may say more */
export function parseAnnotatorReply(content: unknown): AnnotatorReply | null {
  if (!isRecord(content) || typeof content.kind !== "string" || !Object.hasOwn(FIELDS, content.kind)) {
    return null;
  }
  return FIELDS[content.kind as AnnotatorReply["kind"]](content) ? (content as unknown as AnnotatorReply) : null;
}

function isAnswer(value: unknown): boolean {
  return value === null || value === "skipped" || isTextList(value);
}

function isImage(value: unknown): boolean {
  return isRecord(value) && typeof value.id === "string" && isTextList(value.suggested) && isAnswer(value.answer);
}

function isPicture(value: unknown): boolean {
  return (
    isRecord(value) && typeof value.id === "string" && (value.problem === null || typeof value.problem === "string")
  );
}
