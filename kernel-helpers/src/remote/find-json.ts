/** The JSON object in a model's words: bare, fenced, or with text around it. @returns undefined when there is none */
export function findJson(text: string): unknown {
  // what a reasoning model thought may hold drafts
  const said = text.replace(/<think>[\s\S]*?<\/think>/g, "");
  const fenced = /```(?:json)?\s*([\s\S]*?)```/i.exec(said)?.[1];
  const outermost = said.slice(said.indexOf("{"), said.lastIndexOf("}") + 1);
  for (const candidate of [said, fenced, outermost]) {
    if (candidate === undefined) continue;
    try {
      const json: unknown = JSON.parse(candidate);
      if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
    } catch {
      // the next candidate may be one
    }
  }
  return undefined;
}
