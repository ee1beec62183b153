import type { SqlValue } from "./database.js";

/** @param column e.g. "labels.labels", for the message */
function parse(value: SqlValue, column: string): unknown {
  try {
    return JSON.parse(String(value));
  } catch (error) {
    throw damaged(column, error);
  }
}

function damaged(column: string, cause?: unknown): Error {
  return new Error(
    `session.db: column ${column} holds something else than it should; restore the session from a copy ("npx datacrafter verify DIR" names the rows).`,
    { cause },
  );
}

/** Reads a JSON list of texts. @throws Error when the column holds anything else */
export function readTexts(value: SqlValue, column: string): string[] {
  if (value === "[]") return []; // most often so, and a large session reads hundreds of thousands
  const found = parse(value, column);
  if (Array.isArray(found) && found.every((item) => typeof item === "string")) return found;
  throw damaged(column);
}

/** Reads a JSON list of objects. @throws Error when the column holds anything else */
export function readObjects<Item>(value: SqlValue, column: string): Item[] {
  const found = parse(value, column);
  if (Array.isArray(found) && found.every(isObject)) return found as Item[];
  throw damaged(column);
}

/** Reads a JSON object whose values are all of one type. @throws Error when the column holds anything else */
export function readRecord<Value extends string | number>(
  value: SqlValue,
  type: "string" | "number",
  column: string,
): Record<string, Value> {
  const found = value === "{}" ? {} : parse(value, column);
  // a measure that was infinite or no number is written as null
  const isRight = (item: unknown): boolean => typeof item === type || (type === "number" && item === null);
  if (isObject(found) && Object.values(found).every(isRight)) return found as Record<string, Value>;
  throw damaged(column);
}

/** Reads a JSON object. @param isRight looks at it more closely @throws Error when the column holds anything else */
export function readObject<Found>(value: SqlValue, column: string, isRight: (found: Found) => boolean): Found {
  const found = parse(value, column);
  if (isObject(found) && isRight(found as Found)) return found as Found;
  throw damaged(column);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
