import { createServer } from "node:http";

/** What the labels call it, and how templates may have said it: all that this model knows. */
const SAID_AS = { dim: ["dark "], night: ["at night"] };
const IN_ITS_PLACE = { dim: "bright" };

/**
 * A chat server on 127.0.0.1 that answers languageModelRewriter by a script, in place of a language model: what most rejected images show and most kept ones do not is taken out of the template.
 * @returns {Promise<{ url: string, close(): void }>} url: to be given as baseURL
 */
export async function startScriptedLanguageModel() {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { messages } = JSON.parse(body);
    const content = JSON.stringify({ templates: [rewrite(messages[0].content)] });
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content } }] }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/v1`, close: () => void server.close() };
}

/** @param {string} question */
function rewrite(question) {
  const template = JSON.parse(/The template of the class "[^"]*": (".*")/.exec(question)?.[1] ?? '""');
  const [rejected, kept] = ["rejected", "kept"].map((name) =>
    JSON.parse(new RegExp(`^${name}: (.*)$`, "m").exec(question)?.[1] ?? "[]"),
  );
  let text = template;
  for (const [label, phrases] of Object.entries(SAID_AS)) {
    if (share(rejected, label) < 0.3 || share(kept, label) > share(rejected, label)) continue;
    for (const phrase of phrases) text = text.replace(new RegExp(` \\| ${phrase}|${phrase} \\| |${phrase}`), "");
    if (label in IN_ITS_PLACE) text += `, ${IN_ITS_PLACE[/** @type {"dim"} */ (label)]}`;
  }
  return text;
}

/** @param {string[]} descriptions  @param {string} label */
function share(descriptions, label) {
  return descriptions.filter((each) => each.includes(label)).length / Math.max(1, descriptions.length);
}
