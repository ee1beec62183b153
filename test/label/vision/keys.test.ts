import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { type Asked, echoedKey, type Fault } from "./chat-faults.js";
import { completion } from "./chat-rules.js";
import { openScene, type Scene, says } from "./labelling.js";
import { truthOf } from "./numbered-image.js";

const VARIABLE = "DATACRAFTER_TEST_VISION_KEY";
const KEY = "sk-vision-0123456789abcdefghij";
/** So much of it must stand nowhere, in any case of its letters. */
const TRACE = KEY.slice(0, 14).toLowerCase();

let scene: Scene;
beforeEach(() => {
  process.env[VARIABLE] = KEY;
});
afterEach(async () => {
  delete process.env[VARIABLE];
  await scene.end();
});

/** Labels so many images with the key, and looks for it in all that comes out: results, attempts, the labeler, errors, files. @returns everything as text */
async function labelAndLook(count: number, fault: (asked: Asked) => Fault | null): Promise<string> {
  scene = await openScene({ key: KEY, fault });
  const labelled = await scene
    .label(count, { apiKeyVariable: VARIABLE, maxTokens: null })
    .catch((error: unknown) => error);
  const names = await readdir(scene.cache);
  const files = await Promise.all(names.map((name) => readFile(join(scene.cache, name), "utf8")));
  expect(scene.server.asked[0].authorization).toBe(`Bearer ${KEY}`);
  const all = [
    ...names,
    ...files,
    inspect(labelled, { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null }),
  ].join("\n");
  expect(all.toLowerCase()).not.toContain(TRACE);
  return all;
}

const reply = (message: object) => (asked: Asked) => ({ status: 200, body: completion(asked, message) });

describe("the key stands in no result, no attempt, no error and no file", () => {
  it("where all goes well", async () => {
    expect(await labelAndLook(2, () => null)).toContain(truthOf(1).caption);
  });

  it("where a gateway repeats it in an error", async () => {
    expect(await labelAndLook(2, echoedKey)).toMatch(/401 \(check the key\): Incorrect API key provided: \[key\]/);
  });

  it.each<[string, (asked: Asked) => Fault]>([
    ["the labels and the caption", says(JSON.stringify({ caption: `It says ${KEY}.`, labels: ["cat", KEY] }))],
    ["capitals a label loses", says(JSON.stringify({ labels: [`the word ${KEY}`] }))],
    ["escaped letters", says(`{"labels":["cat"],"caption":"${KEY.replace("v", "\\u0076")}"}`)],
    ["what is no JSON", says(`No: ${KEY}`)],
    ["the place where the words are cut for a reason", says(`${"No. ".repeat(25)}${KEY} and more`)],
    ["the place where words are cut to be kept", says("x".repeat(19_985) + KEY)],
    ["a refusal", reply({ refusal: `Not with ${KEY}` })],
    ["a refusal, where it is cut", reply({ refusal: `${"no ".repeat(94)}${KEY} and more` })],
    [
      "the name of the model",
      (asked) => ({
        status: 200,
        body: { ...completion(asked, { content: '{"labels":["cat"]}' }), model: `m-${KEY}` },
      }),
    ],
    [
      "an answer without words",
      () => ({ status: 200, body: { error: { message: `${"no ".repeat(95)}${KEY} and more` } } }),
    ],
    [
      "an error, where it is cut",
      () => ({ status: 400, body: { error: { message: `${"no ".repeat(95)}${KEY} and more` } } }),
    ],
    ["a page, where it is cut", () => ({ status: 200, body: `${"no ".repeat(35)}${KEY} and more` })],
  ])("where a server says it in %s", async (_, fault) => {
    await labelAndLook(1, fault);
  });
});
