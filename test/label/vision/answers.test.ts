import {
  type Asked,
  busy,
  type Fault,
  fenced,
  filtered,
  noChoices,
  nonsense,
  page,
  refusal,
  truncated,
} from "./chat-faults.js";
import { completion } from "./chat-rules.js";
import { openScene, type Scene, says } from "./labelling.js";
import { truthOf } from "./numbered-image.js";

let scene: Scene;
afterEach(() => scene.end());

/** Labels one image by a server that answers the first requests so, and then well. */
async function labelOne(...faults: ((asked: Asked) => Fault)[]) {
  scene = await openScene({ fault: (asked) => faults[asked.count - 1]?.(asked) ?? null });
  const labelled = await scene.label(1);
  return { ...labelled, ...labelled.found[0], requests: scene.server.asked.length };
}

const TRUE_LABELS = truthOf(0).labels;

describe("an answer that", () => {
  it("is good gives labels, the caption, and the model's words as they came", async () => {
    const { found } = await labelOne();
    const { caption, labels } = truthOf(0);
    expect(found).toEqual([{ labels, caption, raw: JSON.stringify({ caption, labels }) }]);
  });

  it.each([
    ["is fenced, with words before", fenced, 1],
    ["has text around it", says('Well: {"caption":"A cat.","labels":["cat"]} Is that all?'), 1],
    ["was thought about aloud", says('<think>{"caption": 1}</think>{"caption":"A cat.","labels":["cat"]}'), 1],
    ["stands in a list", says('[{"caption":"A cat.","labels":["cat"]}]'), 1],
    ["is in parts", (asked: Asked) => partsOf(asked, ['{"caption":"A cat.",', '"labels":["cat"]}']), 1],
    ["has labels that are no list", says('{"caption":"A cat.","labels":"cat"}'), 2],
    ["has a label that is no text", says('{"caption":"A cat.","labels":["cat", 7]}'), 2],
    ["says nothing", says('{"caption":"  ","labels":["\\u200b"]}'), 2],
    ["is another object", says('{"error":"no"}'), 2],
  ])("%s is read, or repaired", async (_, fault, requests) => {
    const labelled = await labelOne(fault);
    expect(labelled.failure).toBeUndefined();
    expect(labelled.labels).toContain("cat");
    expect(labelled.requests).toBe(requests);
    expect(labelled.slept.every((seconds) => seconds === 0)).toBe(true);
  });

  it("has a caption alone gets its nouns for labels", async () => {
    const { labels, caption } = await labelOne(says('{"caption":"Two striped cats sit on a wooden bench."}'));
    expect(caption).toBe("Two striped cats sit on a wooden bench.");
    expect(labels).toContain("cat");
    expect(labels).toContain("bench");
  });

  it("has labels alone has no caption", async () => {
    const { found } = await labelOne(says('{"labels":["Cat","cat ","dog"]}'));
    expect(found).toEqual([{ labels: ["cat", "dog"], raw: '{"labels":["Cat","cat ","dog"]}' }]);
  });

  it("is nonsense twice is a failure with the reason, and the model's words", async () => {
    const { labels, failure, raw, requests, attempts } = await labelOne(nonsense, nonsense);
    expect(labels).toEqual([]);
    expect(failure).toMatch(
      /answered twice with what is no caption and labels: it is no JSON object\. It begins: "☃ lorem/,
    );
    expect(raw).toBe("☃ lorem { ipsum, [[ dolor");
    expect(requests).toBe(2);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["will-retry", "failed"]);
  });

  it("is nonsense, then kept from repair by a busy server, is repaired later", async () => {
    const { labels, requests } = await labelOne(nonsense, () => busy(3));
    expect(labels).toEqual(TRUE_LABELS);
    expect(requests).toBe(3);
    expect(scene.server.asked[2].isRepair).toBe(true);
  });

  it.each([
    ["was cut off", truncated],
    [
      "was used up by thinking",
      (asked: Asked): Fault => ({ status: 200, body: completion(asked, { content: "" }, "length") }),
    ],
  ])("%s says what to raise, and is not asked for again", async (_, fault) => {
    const { failure, requests } = await labelOne(fault);
    expect(failure).toMatch(/cut the answer off at its longest length.*give the labeler more maxTokens/);
    expect(requests).toBe(1);
  });

  it("was cut off behind its JSON is good", async () => {
    const body = (asked: Asked) => completion(asked, { content: `${JSON.stringify(asked.truth)} And` }, "length");
    expect((await labelOne((asked) => ({ status: 200, body: body(asked) }))).labels).toEqual(TRUE_LABELS);
  });

  it.each([
    ["the model", refusal, /refuses this image: I'm sorry, I can't assist/],
    ["a content filter", filtered, /refuses this image: its content filter/],
    ["moderation", () => moderated, /refuses this image: Not this one/],
  ])("is refused by %s is a failure for good: asked once, also by the next labeler", async (_, fault, words) => {
    const { failure, labels, requests, attempts } = await labelOne(fault);
    expect(failure).toMatch(words);
    expect([labels, requests]).toEqual([[], 1]);
    expect(attempts).toMatchObject([{ outcome: "refused", waitSeconds: null }]);
    const again = await scene.label(1);
    expect(again.found[0].failure).toBe(failure);
    expect(scene.server.asked).toHaveLength(1);
  });

  it.each([
    ["no choices", noChoices, /answered without words/],
    [
      "an error with status 200",
      () => ({ status: 200, body: { error: { message: "model overloaded" } } }),
      /without words: model overloaded/,
    ],
    ["a web page", () => page(), /no JSON: a web page: Sign in/],
    ["half an answer", () => "cut" as const, /broke off in the middle/],
  ])("is %s is asked for again after a wait", async (_, fault: (asked: Asked) => Fault, words) => {
    const { labels, requests, attempts, slept } = await labelOne(fault);
    expect(labels).toEqual(TRUE_LABELS);
    expect(requests).toBe(2);
    expect(attempts[0].reason).toMatch(words);
    expect(slept).toEqual([0.75]);
  });
});

const moderated: Fault = {
  status: 400,
  body: { error: { code: "content_policy_violation", message: "Not this one." } },
};

function partsOf(asked: Asked, texts: readonly string[]): Fault {
  const body = completion(asked, {}) as { choices: { message: { content: unknown } }[] };
  body.choices[0].message.content = texts.map((text) => ({ type: "text", text }));
  return { status: 200, body };
}
