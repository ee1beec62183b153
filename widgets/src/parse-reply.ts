import type { WorkbenchReply } from "./protocol.js";
import { isCount, isRecord, isTextList } from "./value-checks.js";

const FIELDS: Readonly<Record<WorkbenchReply["kind"], (message: Record<string, unknown>) => boolean>> = {
  map: (message) =>
    isCount(message.revision) &&
    typeof message.isSettling === "boolean" &&
    isTextList(message.ids) &&
    isLabelList(message.labels),
  flags: (message) => isCount(message.revision),
  selection: (message) => isTextList(message.ids),
  "selection-mask": (message) => isCount(message.revision),
  focus: (message) => isTextList(message.labels) && isTextList(message.cut),
  thumbnails: (message) => Array.isArray(message.images) && message.images.every(isThumbnail),
  picture: (message) => typeof message.id === "string",
  neighbors: (message) =>
    typeof message.id === "string" && Array.isArray(message.images) && message.images.every(isNeighbor),
  suspects: (message) => Array.isArray(message.images) && message.images.every(isSuspect),
  done: (message) => isCount(message.request),
  failed: (message) => isCount(message.request) && typeof message.message === "string",
};

/** Reads a custom message from the kernel. @returns null when it is none of ours, so that later kernels may say more */
export function parseReply(content: unknown): WorkbenchReply | null {
  if (!isRecord(content) || typeof content.kind !== "string" || !Object.hasOwn(FIELDS, content.kind)) {
    return null;
  }
  const fits = FIELDS[content.kind as WorkbenchReply["kind"]](content);
  return fits ? (content as unknown as WorkbenchReply) : null;
}

function isLabelList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (item, place) =>
        isRecord(item) &&
        typeof item.id === "string" &&
        typeof item.text === "string" &&
        typeof item.isGroup === "boolean" &&
        isGroupBefore(item.parent, value, place) &&
        isCount(item.original) &&
        isCount(item.generated),
    )
  );
}

/** A parent that comes later could be its own ancestor. */
function isGroupBefore(parent: unknown, labels: readonly unknown[], place: number): boolean {
  return parent === null || (isCount(parent) && (parent as number) < place && isRecord(labels[parent as number]));
}

function isThumbnail(value: unknown): boolean {
  return (
    isRecord(value) && typeof value.id === "string" && typeof value.className === "string" && isTextList(value.labels)
  );
}

function isSuspect(value: unknown): boolean {
  return isRecord(value) && typeof value.id === "string" && isTextList(value.reasons);
}

function isNeighbor(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.id === "string" &&
    typeof value.similarity === "number" &&
    typeof value.isCopy === "boolean"
  );
}
