/** What was sent, as an image's history keeps it: text, without what was left out. */
export function asParameters(sent: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const entries = Object.entries(sent).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return Object.fromEntries(entries.map(([name, value]) => [name, asText(value)]));
}

function asText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
