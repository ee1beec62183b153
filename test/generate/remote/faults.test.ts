import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createSecureServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import type { ImageRef, ServerAttempt } from "../../../kernel-helpers/src/types.js";
import { type FakeServer, type Reply, sendJson, startServer } from "../../remote/fake-server.js";
import { tinyPng } from "../../session/fakes.js";
import { type Adapter, adapters, handClock, KEY, KEY_VARIABLE } from "./adapters.js";

let folder: string;
let source: ImageRef;

beforeAll(async () => {
  process.env[KEY_VARIABLE] = KEY;
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
  const path = join(folder, "cat.png");
  await writeFile(path, await tinyPng("cat"));
  source = { id: "cat", path, className: "cat" };
});
afterAll(async () => {
  delete process.env[KEY_VARIABLE];
  await rm(folder, { recursive: true });
});

const answer =
  (status: number, value: unknown, headers: Record<string, string> = {}): Reply =>
  (_, response) =>
    sendJson(response, value, status, headers);

describe.each(Object.entries(adapters))("%s and a server that", (_, adapter: Adapter) => {
  let server: FakeServer;
  beforeEach(async () => {
    server = await adapter.start();
  });
  afterEach(() => server.close());

  async function ask(options: Parameters<Adapter["make"]>[1] = {}, url = server.url) {
    const clock = handClock();
    const attempts: ServerAttempt[] = [];
    const request = { prompt: "a cat", source, seed: 7 };
    const result = await adapter
      .make(url, options, clock)
      .generate(request, { onAttempt: (attempt) => attempts.push(attempt) })
      .then(
        (image) => ({ image, error: null }),
        (error: Error) => ({ image: null, error }),
      );
    return { ...result, attempts, slept: clock.slept, outcomes: attempts.map(({ outcome }) => outcome) };
  }

  it("answers well: one try, a PNG", async () => {
    const { image, outcomes, slept } = await ask();
    expect((await sharp(image!.png).metadata()).format).toBe("png");
    expect(image!.parameters.attempts).toBe("1");
    expect(image!.parameters.server).toContain(server.url);
    expect(outcomes).toEqual(["made"]);
    expect(slept).toEqual([]);
  });

  it("is busy (429, Retry-After 120): waits 120 seconds, to the second", async () => {
    server.faults.push(answer(429, { error: { message: "slow down" } }, { "retry-after": "120" }));
    const { image, attempts, slept } = await ask();
    expect(image).not.toBeNull();
    expect(slept).toEqual([120]);
    expect(attempts[0]).toMatchObject({ outcome: "will-retry", waitSeconds: 120 });
    expect(attempts[0].reason).toMatch(/429.*slow down/);
    expect(image!.parameters.attempts).toBe("2");
  });

  it("names a date to come back at: waits until then", async () => {
    const date = new Date(Date.UTC(2026, 0, 1) + 90_000).toUTCString();
    server.faults.push(answer(503, "", { "retry-after": date }));
    expect((await ask()).slept).toEqual([90]);
  });

  it("asks for more quiet than the budget has: gives up at once, and does not wait", async () => {
    server.faults.push(answer(429, {}, { "retry-after": "120" }));
    const { error, slept, outcomes } = await ask({ budget: { seconds: 100 } });
    expect(error?.message).toMatch(/429.*due in 120 s, and 100 s of the image's time are left/);
    expect(outcomes).toEqual(["failed"]);
    expect(slept).toEqual([]);
    expect(server.faults).toEqual([]);
  });

  it.each([500, 502, 503, 408, 409])("answers %d once: tries again, after about a second", async (status) => {
    server.faults.push(answer(status, { detail: "out of memory" }));
    const { image, slept, attempts } = await ask();
    expect(image).not.toBeNull();
    expect(slept).toEqual([0.75]);
    expect(attempts[0].reason).toContain("out of memory");
  });

  it("answers 500 for ever: the waits double, the tries end, the reason is told", async () => {
    server.faults.push(...Array.from({ length: 9 }, () => answer(500, { error: "boom" })));
    const { error, slept, outcomes } = await ask();
    expect(slept).toEqual([0.75, 1.5, 3]);
    expect(outcomes).toEqual(["will-retry", "will-retry", "will-retry", "failed"]);
    expect(error?.message).toMatch(/500: boom\. No further try: the image's 4 tries are used up\./);
  });

  it.each([400, 401, 403, 404, 422])("answers %d: one try, its words passed on", async (status) => {
    server.faults.push(answer(status, { detail: [{ loc: ["body", "steps"], msg: "must be less than 150" }] }));
    const { error, outcomes } = await ask();
    expect(error?.message).toMatch(new RegExp(`${status}.*body\\.steps: must be less than 150`));
    expect(outcomes).toEqual(["failed"]);
  });

  it.each(["moderation_blocked", "content_policy_violation"])("refuses (%s): one try, a RefusedError", async (code) => {
    server.faults.push(answer(400, { error: { code, type: "image_generation_user_error", message: "Not this cat." } }));
    const { error, attempts } = await ask();
    expect(error?.name).toBe("RefusedError");
    expect(error?.message).toContain("Not this cat.");
    expect(attempts).toMatchObject([{ outcome: "refused", waitSeconds: null }]);
  });

  it("answers 200 without an image: tries again", async () => {
    server.faults.push(answer(200, adapter.empty));
    const { image, attempts } = await ask();
    expect(image!.parameters.attempts).toBe("2");
    expect(attempts[0].reason).toMatch(/without an image|did not queue/);
  });

  it("sends a web page: tries again, and quotes it", async () => {
    const page: Reply = (__, response) => {
      response.writeHead(502, { "content-type": "text/html" });
      response.end("<html><head><title>502 Bad Gateway</title><style>x{}</style></head><body>nginx</body></html>");
    };
    server.faults.push(page, (seen, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<p>Please log in</p>");
      return seen;
    });
    const { image, attempts } = await ask();
    expect(image!.parameters.attempts).toBe("3");
    expect(attempts[0].reason).toMatch(/a web page: 502 Bad Gateway nginx/);
    expect(attempts[0].reason).not.toMatch(/[<{]/);
    expect(attempts[1].reason).toContain("no JSON: a web page: Please log in");
  });

  it("hangs: each try ends in time, the connection is closed", async () => {
    server.faults.push(
      () => undefined,
      () => undefined,
    );
    const { image, attempts } = await ask({ timeoutSeconds: 0.5 });
    expect(image!.parameters.attempts).toBe("3");
    expect(attempts[0].reason).toContain("did not answer within 0.5 s");
    expect(server.dropped()).toBe(2);
  });

  it("closes in the middle of the answer: tries again", async () => {
    server.faults.push((__, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"data": [');
      setTimeout(() => response.destroy(), 20);
    });
    const { image, attempts } = await ask();
    expect(image).not.toBeNull();
    expect(attempts[0].reason).toContain("broke off in the middle of the answer");
  });

  it("closes before any answer: tries again", async () => {
    server.faults.push((__, response) => void response.destroy());
    const { image, attempts } = await ask();
    expect(image).not.toBeNull();
    expect(attempts[0].reason).toMatch(/connection to 127\.0\.0\.1:\d+ failed/);
  });

  it("is not there: says so, after its tries", async () => {
    await server.close();
    const { error, outcomes } = await ask();
    expect(error?.message).toMatch(/no server listens at 127\.0\.0\.1:\d+; start it/);
    expect(outcomes).toHaveLength(4);
  });

  it("sends 100 MB: is cut off at 64, told once, not asked again", async () => {
    let sent = 0;
    server.faults.push((__, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const block = Buffer.alloc(1024 * 1024, " ");
      const more = (): void => {
        while (sent < 100 && !response.destroyed) {
          sent++;
          if (!response.write(block)) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    const { error, outcomes } = await ask();
    expect(error?.message).toMatch(/more than 64 MB/);
    expect(outcomes).toEqual(["failed"]);
    expect(sent).toBeLessThan(100);
  });

  it("announces 100 MB: is cut off before they come", async () => {
    server.faults.push((__, response) => {
      response.writeHead(200, { "content-length": String(100 * 1024 * 1024) });
      response.write("x");
    });
    expect((await ask()).error?.message).toMatch(/more than 64 MB/);
  });

  it("redirects to another host: nothing goes there, the host is named", async () => {
    const other = await startServer((__, response) => sendJson(response, {}));
    server.faults.push((__, response) => {
      response.writeHead(307, { location: `${other.url}/v1/images/edits` });
      response.end();
    });
    const { error, outcomes } = await ask();
    expect(error?.message).toContain(`a redirect to ${other.host}; it is not followed`);
    expect(outcomes).toEqual(["failed"]);
    expect(other.seen).toEqual([]);
    await other.close();
  });

  it("has a certificate nobody vouches for: nothing is sent, the error says so", async () => {
    const read = (name: string): string => readFileSync(join(__dirname, `self-signed-${name}.pem`), "utf8");
    const certified = { key: read("key"), cert: read("certificate") };
    const secure = await startServer(
      (__, response) => sendJson(response, {}),
      () => true,
      (listener) => createSecureServer(certified, listener),
    );
    const { error, outcomes } = await ask({}, `https://${secure.host}`);
    expect(error?.message).toMatch(/certificate of 127\.0\.0\.1:\d+ is not valid \(self-signed certificate\)/);
    expect(outcomes).toEqual(["failed"]);
    expect(secure.seen).toEqual([]);
    await secure.close();
  });

  it("is being waited for when the person stops: the connection is closed, the signal's reason is thrown", async () => {
    const controller = new AbortController();
    server.faults.push(() => controller.abort(new Error("enough")));
    const attempts: ServerAttempt[] = [];
    const running = adapter
      .make(server.url)
      .generate(
        { prompt: "a cat", source, seed: 7 },
        { signal: controller.signal, onAttempt: (a) => attempts.push(a) },
      );
    await expect(running).rejects.toThrow("enough");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.dropped()).toBe(1);
    expect(attempts).toEqual([]);
  });

  if (adapter.around) {
    const around = adapter.around;
    it.each([
      ["signs that are not of base64", "%%%not-base64%%%", "an image in broken base64"],
      ["base64 cut off within a character", "iVBORw0KG", "an image in broken base64"],
      ["text in base64", Buffer.from("just words").toString("base64"), "10 bytes that are no image"],
      [
        "a drawing program",
        Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>").toString("base64"),
        "no image",
      ],
    ])("sends %s: tries again", async (_name, base64, words) => {
      server.faults.push(answer(200, around(base64)));
      const { image, attempts } = await ask();
      expect(image!.parameters.attempts).toBe("2");
      expect(attempts[0].reason).toContain(words);
    });

    it("sends half an image: tries again", async () => {
      const noise = await sharp(await tinyPng("x"))
        .resize(200, 200)
        .png()
        .toBuffer();
      const half = noise.subarray(0, noise.length / 2).toString("base64");
      server.faults.push(answer(200, around(half)));
      const { image, attempts } = await ask();
      expect(image!.parameters.attempts).toBe("2");
      expect(attempts[0].reason).toMatch(/half an image/);
    });

    it("sends an image of 20000 pixels: is refused by its header", async () => {
      const wide = await sharp({ create: { width: 20_000, height: 1, channels: 3, background: "red" } })
        .png()
        .toBuffer();
      server.faults.push(answer(200, around(wide.toString("base64"))));
      expect((await ask()).error?.message).toContain("20000 x 1 pixels");
    });
  }
});
