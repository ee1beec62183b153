import { createHash } from "node:crypto";
import sharp from "sharp";
import { busy, noChoices, refusal } from "./chat-faults.js";
import { type ChatServer, type ChatServerOptions, startChatServer } from "./chat-server.js";
import { numberedImage, readNumber, truthOf } from "./numbered-image.js";

let server: ChatServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["caption", "labels"],
  properties: { caption: { type: "string" }, labels: { type: "array", items: { type: "string" } } },
};
const STRUCTURED = {
  response_format: { type: "json_schema", json_schema: { name: "seen", strict: true, schema: SCHEMA } },
};

async function start(options: ChatServerOptions = {}): Promise<ChatServer> {
  server = await startChatServer(options);
  return server;
}

async function fields(number: number, more: object = STRUCTURED): Promise<Record<string, unknown>> {
  const url = `data:image/png;base64,${Buffer.from(await numberedImage(number)).toString("base64")}`;
  const content = [
    { type: "text", text: "What is in the image? Answer in JSON." },
    { type: "image_url", image_url: { url } },
  ];
  return { model: "fake-vision", messages: [{ role: "user", content }], ...more };
}

async function post(body: unknown, path = "/chat/completions") {
  const init = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(`${server!.baseURL}${path}`, init);
  // biome-ignore lint/suspicious/noExplicitAny: the answer is what is tested
  return { status: response.status, headers: response.headers, json: (await response.json()) as any };
}

describe("the chat server", () => {
  it("reads each number back, also out of a small JPEG", async () => {
    for (const number of [0, 1, 4660, 43981, 65535]) {
      const jpeg = await sharp(await numberedImage(number))
        .resize(40)
        .jpeg({ quality: 60 })
        .toBuffer();
      expect(await readNumber(jpeg)).toBe(number);
    }
    expect(new Set(Array.from({ length: 65536 }, (_, number) => truthOf(number).caption)).size).toBe(65536);
  });

  it("answers in the schema's form what is in the image, and counts the request by the image", async () => {
    const { asked, answered } = await start();
    const { status, json } = await post(await fields(4660));
    expect(status).toBe(200);
    expect(JSON.parse(json.choices[0].message.content)).toEqual(truthOf(4660));
    expect(json.choices[0].finish_reason).toBe("stop");
    expect(json.usage.total_tokens).toBe(json.usage.prompt_tokens + json.usage.completion_tokens);
    const hash = createHash("sha256")
      .update(await numberedImage(4660))
      .digest("hex");
    expect(asked.map(({ imageHash }) => imageHash)).toEqual([hash]);
    expect([...answered]).toEqual([[hash, 1]]);
  });

  it.each([
    ["no model", { model: undefined }, 400, "must provide a model"],
    ["a strange model", { model: "gpt-9" }, 404, "does not exist"],
    ["no messages", { messages: undefined }, 400, "'messages'"],
    ["empty messages", { messages: [] }, 400, "empty array"],
    ["a parameter it does not know", { colour: 1 }, 400, "Unrecognized request argument"],
    ["a loose schema", { response_format: loose(false) }, 400, "additionalProperties"],
    ["a limit that is none", { max_completion_tokens: 0 }, 400, "limit of tokens"],
  ])("refuses %s", async (_, more, status, words) => {
    const { asked } = await start();
    const answer = await post({ ...(await fields(1)), ...more });
    expect(answer.status).toBe(status);
    expect(answer.json.error).toMatchObject({ type: "invalid_request_error" });
    expect(answer.json.error.message).toContain(words);
    expect(asked).toEqual([]);
  });

  function loose(additionalProperties: boolean): unknown {
    const schema = { ...SCHEMA, additionalProperties: additionalProperties || undefined };
    return { type: "json_schema", json_schema: { name: "seen", strict: true, schema } };
  }

  it.each(["data:image/png;base64,AAAA", "http://127.0.0.1/cat.png", "data:text/plain;base64,AAAA"])(
    "refuses %s as an image",
    async (url) => {
      await start();
      const content = [{ type: "image_url", image_url: { url } }];
      const { status, json } = await post({ model: "fake-vision", messages: [{ role: "user", content }] });
      expect([status, json.error.code]).toEqual([400, "invalid_image_format"]);
    },
  );

  it("as a local server: refuses the schema, or writes prose until it is told again", async () => {
    await start({ formats: "json-only" });
    expect((await post(await fields(7))).status).toBe(400);
    const { json } = await post(await fields(7, { response_format: { type: "json_object" } }));
    expect(JSON.parse(json.choices[0].message.content)).toEqual(truthOf(7));
    await server!.stop();
    await start({ formats: "ignored" });
    const first = await fields(7);
    const prose = (await post(first)).json.choices[0].message.content as string;
    expect(prose).toContain(truthOf(7).caption);
    expect(() => JSON.parse(prose)).toThrow();
    const turns = [
      { role: "assistant", content: prose },
      { role: "user", content: "Only JSON, please." },
    ];
    const second = await post({ ...first, messages: [...(first.messages as object[]), ...turns] });
    expect(JSON.parse(second.json.choices[0].message.content)).toEqual(truthOf(7));
  });

  it("does the planned faults, cuts at the limit of tokens, and asks for its key", async () => {
    const plan = [busy(3), refusal, noChoices];
    await start({
      key: "sk-test",
      fault: (asked) => {
        const fault = plan[asked.count - 1] ?? null;
        return typeof fault === "function" ? fault(asked) : fault;
      },
    });
    expect((await post(await fields(5))).status).toBe(401);
    const ask = async (more: object = STRUCTURED) => {
      const body = JSON.stringify(await fields(5, more));
      const headers = { "content-type": "application/json", authorization: "Bearer sk-test" };
      const response = await fetch(`${server!.baseURL}/chat/completions`, { method: "POST", body, headers });
      // biome-ignore lint/suspicious/noExplicitAny: the answer is what is tested
      return { response, json: (await response.json()) as any };
    };
    const limited = await ask();
    expect([limited.response.status, limited.response.headers.get("retry-after")]).toEqual([429, "3"]);
    expect((await ask()).json.choices[0].message).toMatchObject({ content: null, refusal: expect.any(String) });
    expect((await ask()).json.choices).toEqual([]);
    const [choice] = (await ask({ ...STRUCTURED, max_completion_tokens: 4 })).json.choices;
    expect([choice.finish_reason, choice.message.content.length]).toEqual(["length", 16]);
    expect(server!.asked.map(({ turn }) => turn)).toEqual([1, 2, 3, 4]);
  });

  it("comes back at its port after a stop", async () => {
    await start();
    await server!.stop();
    await expect(post(await fields(5))).rejects.toThrow();
    await server!.listen();
    expect((await post(await fields(5))).status).toBe(200);
  });

  it("checks files and batches as OpenAI does", async () => {
    await start();
    const upload = async (text: string, purpose = "batch", name = "requests.jsonl"): Promise<[number, string]> => {
      const form = new FormData();
      form.set("purpose", purpose);
      form.set("file", new File([text], name));
      const response = await fetch(`${server!.baseURL}/files`, { method: "POST", body: form });
      return [response.status, ((await response.json()) as { id: string }).id];
    };
    expect((await upload("", "vision"))[0]).toBe(400);
    expect((await upload("", "batch", "requests.txt"))[0]).toBe(400);
    const url = "/v1/chat/completions";
    const line = JSON.stringify({ custom_id: "1", method: "POST", url, body: await fields(1) });
    const failed = async (text: string): Promise<string[]> => {
      const [, input_file_id] = await upload(text);
      const made = await post({ input_file_id, endpoint: url, completion_window: "24h" }, "/batches");
      expect(made.json).toMatchObject({ object: "batch", status: "validating" });
      const response = await fetch(`${server!.baseURL}/batches/${made.json.id}`);
      const { status, errors } = (await response.json()) as { status: string; errors: { data: { code: string }[] } };
      expect(status).toBe(errors === null ? "in_progress" : "failed");
      return errors?.data.map(({ code }) => code) ?? [];
    };
    expect(await failed(line)).toEqual([]);
    expect(await failed(`${line}\n${line}`)).toEqual(["duplicate_custom_id"]);
    expect(await failed("{nonsense")).toEqual(["invalid_json_line"]);
    expect(await failed(line.replace(url, "/v1/embeddings"))).toEqual(["invalid_url"]);
    expect(await failed("")).toEqual(["empty_file"]);
    expect(
      (await post({ input_file_id: "file-none", endpoint: url, completion_window: "24h" }, "/batches")).status,
    ).toBe(400);
  });
});
