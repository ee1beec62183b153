/** What an error says, whatever was thrown: code in cells may throw errors of another realm, or no errors at all. */
export function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === "string" && message !== "" ? message : String(error);
}
