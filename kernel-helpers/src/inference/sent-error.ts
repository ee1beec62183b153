/** An error on its way between processes: structured clone would lose its name. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: SentError;
}

const BUILT_IN: Readonly<Record<string, new (message: string) => Error>> = { RangeError, TypeError, SyntaxError };

/** What to send of anything thrown. */
export function packError(thrown: unknown): SentError {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown) };
  const cause = thrown.cause === undefined ? undefined : packError(thrown.cause);
  return { name: thrown.name, message: thrown.message, stack: thrown.stack, cause };
}

/** The error again: a RangeError is a RangeError here too; other kinds are an Error of that name, with the stack of where it was thrown. */
export function unpackError({ name, message, stack, cause }: SentError): Error {
  const error = new (BUILT_IN[name] ?? Error)(message);
  error.name = name;
  if (stack) error.stack = stack;
  if (cause) error.cause = unpackError(cause);
  return error;
}
