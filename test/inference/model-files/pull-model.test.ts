import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MANIFEST, writeManifest } from "../../../kernel-helpers/src/inference/model-files/manifest.js";
import { modelDirectory } from "../../../kernel-helpers/src/inference/model-files/model-directory.js";
import { type PullOptions, pullModel } from "../../../kernel-helpers/src/inference/model-files/pull-model.js";
import type { PullPlan } from "../../../kernel-helpers/src/inference/model-files/pull-plan.js";
import type { PullProgress } from "../../../kernel-helpers/src/inference/model-files/pull-progress.js";
import { type PullTools, REAL_TOOLS } from "../../../kernel-helpers/src/inference/model-files/pull-tools.js";
import { verifyModel } from "../../../kernel-helpers/src/inference/model-files/verify-model.js";
import { COMMIT, type FakeHub, sendBytes, sha256, startFakeHub } from "./fake-hub.js";

const NAME = "acme/tiny-clip";
const TOKEN = "hf_verySecretToken123";
const VISION = randomBytes(300_000, "vision");

let hub: FakeHub;
let root: string;
let waits: number[];
const savedEnv = { ...process.env };
beforeEach(async () => {
  hub = await startFakeHub({
    "config.json": Buffer.from('{"model_type":"clip"}'),
    "tokenizer.json": randomBytes(5000, "tokenizer"),
    "onnx/text_model.onnx": randomBytes(2000, "text"),
    "onnx/vision_model.onnx": VISION,
    "onnx/vision_model_fp16.onnx": randomBytes(200, "half"),
    "model.safetensors": randomBytes(400, "torch"),
    "README.md": Buffer.from("# tiny"),
  });
  root = mkdtempSync(join(tmpdir(), "datacrafter-models-"));
  waits = [];
  process.env = { ...savedEnv, DATACRAFTER_MODELS: join(root, "models"), HF_ENDPOINT: hub.endpoint, HF_TOKEN: TOKEN };
  delete process.env.DATACRAFTER_OFFLINE;
});
afterEach(async () => {
  process.env = savedEnv;
  await hub.close();
  rmSync(root, { recursive: true, force: true });
});

function randomBytes(bytes: number, seed: string): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, i) =>
    createHash("sha256")
      .update(seed + i)
      .digest(),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
}

/** Pulls without real waiting; what would have been waited is kept in "waits". */
function pull(options: PullOptions = {}, tools: Partial<PullTools> = {}): ReturnType<typeof pullModel> {
  const wait = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
  };
  return pullModel(NAME, options, { ...REAL_TOOLS, wait, ...tools });
}

async function reasonOf(failing: Promise<unknown>): Promise<string> {
  return failing.then(
    () => "it did not fail",
    (error: Error) => error.message,
  );
}

const directory = (): string => join(root, "models", "acme--tiny-clip");
// toEqual takes half a second for a buffer of this size
const holds = (path: string, content: Buffer): boolean => readFileSync(join(directory(), path)).equals(content);
const partNames = (): string[] =>
  readdirSync(join(directory(), ".datacrafter-pull")).filter((name) => /part$/.test(name));
const storeRequests = (content = VISION): FakeHub["seen"] =>
  hub.seen.filter(({ server, path }) => server === "store" && path === `/${sha256(content)}`);

/** Sends a beginning and breaks the connection. */
function cutAfter(bytes: number): FakeHub["onStore"] {
  return (_request, response, content) => {
    if (content !== VISION) return false;
    response.writeHead(200, { "content-length": content.length, etag: '"e1"' });
    response.write(content.subarray(0, bytes), () => response.destroy());
    return true;
  };
}

function answer(status: number, headers: Record<string, string> = {}): FakeHub["onHub"] {
  return (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status, headers).end("<html>");
    return true;
  };
}

describe("pulling a model", () => {
  it("brings the files DataCrafter reads, and no torch weights or second precision", async () => {
    const plans: PullPlan[] = [];
    const model = await pull({ onPlan: (plan) => plans.push(plan) });
    const expected = ["README.md", "config.json", "onnx/text_model.onnx", "onnx/vision_model.onnx", "tokenizer.json"];
    for (const path of expected) expect(holds(path, hub.files[path])).toBe(true);
    expect(readdirSync(model.directory).sort()).toEqual(
      [".datacrafter-model.json", ".datacrafter-pull", "README.md", "config.json", "onnx", "tokenizer.json"].sort(),
    );
    expect(readdirSync(join(model.directory, "onnx"))).toEqual(["text_model.onnx", "vision_model.onnx"]);
    expect(model).toMatchObject({ commit: COMMIT, licence: "mit", files: 5, bytes: 307_027, downloadedBytes: 307_027 });
    expect(plans).toMatchObject([{ repository: NAME, licence: "mit", bytes: 307_027, directory: directory() }]);
    expect(modelDirectory(NAME)).toBe(directory());
  });

  it("asks nobody when all is there and whole", async () => {
    await pull();
    hub.seen.length = 0;
    const again = await pull();
    expect(again).toMatchObject({ downloadedBytes: 0, commit: COMMIT, files: 5 });
    expect(hub.seen).toEqual([]);
  });

  it("tells how far it is, with rate and time left, and ends at the total", async () => {
    const seen: PullProgress[] = [];
    let time = 0;
    await pull({ onProgress: (progress) => seen.push(progress) }, { now: () => (time += 10) });
    expect(seen.at(-1)).toMatchObject({ phase: "downloading", file: "onnx/vision_model.onnx", doneBytes: 307_027 });
    expect(seen.every(({ doneBytes, totalBytes }) => doneBytes >= 0 && doneBytes <= totalBytes)).toBe(true);
    expect(seen.at(-1)!.bytesPerSecond).toBeGreaterThan(0);
    expect(seen.at(-1)!.secondsLeft).toBe(0);
  });

  it("stays at the commit of the first pull, even when the branch moves on", async () => {
    await pull();
    rmSync(join(directory(), "config.json"));
    await pull();
    expect(hub.seen.filter(({ path }) => path.includes("/revision/")).map(({ path }) => path)).toEqual([
      `/api/models/${NAME}/revision/main`,
      `/api/models/${NAME}/revision/${COMMIT}`,
    ]);
  });

  it("replaces another commit's files, and never passes both off as one model", async () => {
    const name = `${NAME}@${COMMIT}`;
    const folder = join(root, "models", `acme--tiny-clip@${COMMIT}`);
    mkdirSync(folder, { recursive: true });
    for (const path of ["config.json", "gone.json", "mine.txt"]) writeFileSync(join(folder, path), "old");
    const files = ["config.json", "gone.json"].map((path) => ({ path, bytes: 3, sha256: sha256(Buffer.from("old")) }));
    writeManifest(folder, { name, repository: NAME, commit: "f".repeat(40), licence: null, files });
    hub.onStore = answer(404);
    expect(await reasonOf(pullModel(name))).toMatch(/has no acme\/tiny-clip\/onnx\/text_model.onnx \(404\)/);
    expect(existsSync(join(folder, MANIFEST))).toBe(false);
    hub.onStore = null;
    expect((await pullModel(name)).commit).toBe(COMMIT);
    expect([existsSync(join(folder, "gone.json")), existsSync(join(folder, "mine.txt"))]).toEqual([false, true]);
    expect((await verifyModel(folder)).problems).toEqual([]);
  });

  it("reads every page of the list from the mirror, even when the mirror passes on the hub's own links", async () => {
    hub.linkOrigin = "https://huggingface.co";
    hub.pageSize = 1;
    expect((await pull()).files).toBe(5);
  });

  it("refuses a folder that holds other files", async () => {
    mkdirSync(directory(), { recursive: true });
    writeFileSync(join(directory(), "config.json"), "mine");
    expect(await reasonOf(pull())).toMatch(/holds files that were not pulled/);
    expect(readFileSync(join(directory(), "config.json"), "utf8")).toBe("mine");
  });

  it("refuses a folder that holds another model", async () => {
    await pull({ directory: join(root, "mine") });
    await expect(pullModel(`${NAME}@v2`, { directory: join(root, "mine") })).rejects.toThrow(
      `${join(root, "mine")} holds acme/tiny-clip from acme/tiny-clip; delete it, or give another folder`,
    );
  });

  it("refuses to start when the disk has no room, naming both sizes", async () => {
    expect(await reasonOf(pull({}, { freeBytes: async () => 5e6 }))).toMatch(
      /needs 307 kB more, but 5\.0 MB are free at .*DATACRAFTER_MODELS/,
    );
    expect(hub.seen.some(({ path }) => path.includes("/resolve/"))).toBe(false);
  });
});

describe("a connection that is cut", () => {
  it("is taken up where it ended, with Range and If-Range", async () => {
    let cuts = 0;
    hub.onStore = (request, response, content) => {
      if (content !== VISION) return false;
      cuts += 1;
      if (cuts === 1) return cutAfter(100_000)!(request, response, content);
      sendBytes(request, response, content, "e1");
      return true;
    };
    await pull();
    const [first, second] = storeRequests();
    expect(first.headers.range).toBeUndefined();
    expect(Number(/bytes=(\d+)-/.exec(second.headers.range!)![1])).toBeGreaterThan(0);
    expect(second.headers["if-range"]).toBe('"e1"');
    expect(holds("onnx/vision_model.onnx", VISION)).toBe(true);
    expect(waits).toEqual([1000]);
  });

  it("is given up after five cuts without a step forward, and a later pull goes on", async () => {
    hub.onStore = (request, response, content) => {
      if (content !== VISION) return false;
      if (request.headers.range) response.destroy();
      else cutAfter(100_000)!(request, response, content);
      return true;
    };
    expect(await reasonOf(pull())).toMatch(/^(No connection to 127|127.*ended onnx\/vision_model)/);
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
    expect(partNames()).toHaveLength(1);
    expect(existsSync(join(directory(), MANIFEST))).toBe(false);
    expect(() => modelDirectory(NAME)).toThrow(/is not whole.*run "npx datacrafter pull acme\/tiny-clip" once/);
    hub.onStore = null;
    hub.seen.length = 0;
    await pull();
    expect(storeRequests()[0].headers.range).toMatch(/^bytes=\d+-$/);
    expect((await verifyModel(directory())).problems).toEqual([]);
    expect(partNames()).toEqual([]);
  });

  it("is taken up as often as it brings something new", async () => {
    hub.onStore = (request, response, content) => {
      if (content !== VISION) return false;
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
      const headers = { "content-length": 300_000 - start, "content-range": `bytes ${start}-299999/300000` };
      response.writeHead(start === 0 ? 200 : 206, headers);
      response.write(content.subarray(start, start + 30_000), () => setTimeout(() => response.destroy(), 20));
      return true;
    };
    await pull();
    expect(storeRequests()).toHaveLength(10);
    expect(waits).toEqual(Array(9).fill(1000));
    expect(holds("onnx/vision_model.onnx", VISION)).toBe(true);
  });

  it("begins again when the server ignores ranges or has other content by now", async () => {
    let cuts = 0;
    hub.onStore = (request, response, content) => {
      if (content !== VISION) return false;
      cuts += 1;
      if (cuts < 3) return cutAfter(cuts * 50_000)!(request, response, content);
      response.writeHead(200, { "content-length": content.length }).end(content);
      return true;
    };
    const done: number[] = [];
    await pull({ onProgress: ({ doneBytes }) => done.push(doneBytes) });
    expect(holds("onnx/vision_model.onnx", VISION)).toBe(true);
    expect(done.at(-1)).toBe(307_027);
  });

  it("begins again when the server refuses the range or answers with another one", async () => {
    const answers = [
      (response: ServerResponse) => response.writeHead(416).end(),
      (response: ServerResponse) => response.writeHead(206, { "content-range": "bytes 5-9/300000" }).end("12345"),
    ];
    for (const misbehave of answers) {
      rmSync(directory(), { recursive: true, force: true });
      let calls = 0;
      hub.onStore = (request, response, content) => {
        if (content !== VISION) return false;
        calls += 1;
        if (calls === 1) return cutAfter(100_000)!(request, response, content);
        if (calls > 2) return false;
        misbehave(response);
        return true;
      };
      await pull();
      expect(holds("onnx/vision_model.onnx", VISION)).toBe(true);
    }
  });

  it("counts as cut when the server falls silent", async () => {
    let calls = 0;
    hub.onStore = (_request, response, content) => {
      calls += 1;
      if (content !== VISION || calls > 2) return false;
      response.writeHead(200, { "content-length": content.length });
      response.write(content.subarray(0, 1000));
      return true;
    };
    await pull({}, { stallMs: 200 });
    expect(holds("onnx/vision_model.onnx", VISION)).toBe(true);
  });

  it("counts as cut when the server takes the request and says nothing", async () => {
    hub.onHub = () => true;
    expect(await reasonOf(pull({}, { stallMs: 50 }))).toMatch(/^127.* sent nothing for 0\.05 s; check the network/);
    expect(waits).toHaveLength(4);
  });

  it("made by the user keeps what came and gives the user's reason", async () => {
    const stop = new AbortController();
    const stopped = pull({
      signal: stop.signal,
      onProgress: ({ file, doneBytes }) => {
        if (file === "onnx/vision_model.onnx" && doneBytes > 60_000) stop.abort(new Error("enough"));
      },
    });
    expect(await reasonOf(stopped)).toBe("enough");
    expect(lstatSync(join(directory(), ".datacrafter-pull", partNames()[0])).size).toBeGreaterThan(0);
    expect(existsSync(join(directory(), ".datacrafter-pull", "lock"))).toBe(false);
    hub.seen.length = 0;
    await pull();
    expect(storeRequests()[0].headers.range).toMatch(/^bytes=[1-9]/);
  });
});

describe("what a server sends", () => {
  const bad = Buffer.from(VISION);
  bad[1000] ^= 1;

  it("is refused and removed when its hash is wrong", async () => {
    hub.onStore = (request, response, content) => {
      if (content !== VISION) return false;
      sendBytes(request, response, bad, "e1");
      return true;
    };
    expect(await reasonOf(pull())).toMatch(
      new RegExp(
        `^onnx/vision_model.onnx from 127.* is damaged: its hash is ${sha256(bad)} instead of ${sha256(VISION)}`,
      ),
    );
    expect(partNames()).toEqual([]);
    expect(existsSync(join(directory(), "onnx/vision_model.onnx"))).toBe(false);
  });

  it("is refused and removed when a small file's git hash is wrong", async () => {
    hub.onHub = (request, response) => {
      if (!request.url!.endsWith("config.json")) return false;
      response.end('{"model_type":"evil"}');
      return true;
    };
    expect(await reasonOf(pull())).toMatch(/^config\.json from 127.* is damaged/);
    expect(partNames()).toEqual([]);
  });

  it("is refused when it announces another length than the repository lists", async () => {
    hub.onStore = (_request, response, content) => {
      if (content === VISION) response.end(bad.subarray(0, 1000));
      return content === VISION;
    };
    expect(await reasonOf(pull())).toMatch(/sends 1000 bytes for onnx\/vision_model\.onnx, but .*300000 bytes/);
  });

  it.each([
    ["more", [VISION, VISION], /sends more bytes for onnx\/vision_model\.onnx/],
    ["less", [VISION.subarray(0, 1000)], /ended onnx\/vision_model\.onnx after 1\.0 kB of 300 kB/],
  ])("is refused when it is %s than the repository lists, unannounced", async (_, chunks, sentence) => {
    hub.onStore = (request, response, content) => {
      if (content !== VISION) return false;
      if (request.headers.range)
        return (
          response
            .writeHead(206, {
              "content-range": `bytes ${/\d+/.exec(request.headers.range)}-299999/300000`,
            })
            .end() !== undefined
        );
      for (const chunk of chunks) response.write(chunk);
      response.end();
      return true;
    };
    expect(await reasonOf(pull())).toMatch(sentence);
    expect(existsSync(join(directory(), "onnx/vision_model.onnx"))).toBe(false);
  });

  it("is refused before its first byte when the hub's own word on the file differs from the list", async () => {
    hub.onHub = (request, response) => {
      if (!request.url!.endsWith("vision_model.onnx")) return false;
      response.writeHead(302, { location: `${hub.store}/x`, "x-linked-etag": `"${"a".repeat(64)}"` }).end();
      return true;
    };
    hub.onStore = (request, response, content) => {
      if (content === null) sendBytes(request, response, VISION, "x");
      return content === null;
    };
    expect(await reasonOf(pull())).toMatch(/sends sha256 a{64} for onnx\/vision_model.onnx/);
  });

  it.each([
    ["../../evil.onnx", "leads out of the folder"],
    ["onnx/../../../evil.onnx", "leads out of the folder"],
    ["/etc/evil.onnx", "is an absolute path"],
    ["..\\evil.onnx", "holds characters that no file name may have"],
    ["C:evil.onnx", "holds characters that no file name may have"],
    ["evil\u0000.onnx", "holds characters that no file name may have"],
    ["aux.onnx", "means another file on some systems"],
    ["onnx//evil.onnx", "means another file on some systems"],
    ["./evil.onnx", "means another file on some systems"],
    [".datacrafter-model.json", "is a name DataCrafter keeps for itself"],
    ["Config.JSON", "meets another one's name"],
    [`${"a/".repeat(20)}evil.onnx`, "is empty, too long or too deep"],
  ])("is refused whole when it lists a file called %j", async (path, reason) => {
    hub.files[path] = Buffer.from("evil");
    expect(await reasonOf(pull())).toContain(`${JSON.stringify(path)}, which ${reason}; nothing was downloaded`);
    expect(hub.seen.some(({ path }) => path.includes("/resolve/"))).toBe(false);
    expect(readdirSync(root)).toEqual(["models"]);
  });

  it("never goes through a link inside the model's folder", async () => {
    const outside = mkdtempSync(join(root, "outside-"));
    mkdirSync(join(directory(), ".datacrafter-pull"), { recursive: true });
    symlinkSync(outside, join(directory(), "onnx"));
    expect(await reasonOf(pull())).toMatch(/onnx is a link or a file, but must be a folder/);
    expect(readdirSync(outside)).toEqual([]);
  });

  it("is refused when it is no listing, has no hashes, or is far too large", async () => {
    hub.relist = () => ({ error: "no" });
    expect(await reasonOf(pull())).toMatch(/does not answer as a model hub does/);
    hub.relist = (entries) => entries.map(({ oid, ...rest }) => rest);
    expect(await reasonOf(pull())).toMatch(/does not answer as a model hub does \(\d\.oid is missing or wrong\)/);
    hub.relist = (entries) => entries.map((entry) => ({ ...entry, size: 65e9 }));
    hub.files = { "model.onnx": Buffer.from("small") };
    expect(await reasonOf(pull())).toMatch(/would take 65 GB, more than the 64 GB allowed/);
  });

  it("is refused when there is no ONNX file, with the command that makes one", async () => {
    hub.files = { "config.json": Buffer.from("{}"), "model.safetensors": Buffer.from("x") };
    expect(await reasonOf(pull())).toMatch(/holds no ONNX file; export one with: optimum-cli export onnx --model acme/);
  });
});

describe("the token", () => {
  it("goes to the hub with every request, and never to another host", async () => {
    await pull();
    const toHub = hub.seen.filter(({ server }) => server === "hub");
    const toStore = hub.seen.filter(({ server }) => server === "store");
    expect(toHub.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true);
    expect(toStore.length).toBeGreaterThan(0);
    expect(JSON.stringify(toStore)).not.toContain(TOKEN);
  });

  it("stands in no message and no file, and neither does a signed address", async () => {
    const messages: string[] = [];
    for (const status of [400, 401, 403, 404, 429, 500]) {
      for (const place of ["onHub", "onStore"] as const) {
        hub[place] = answer(status);
        await pull().catch((error: Error) => messages.push(String(error.stack) + JSON.stringify(error)));
        hub[place] = null;
      }
    }
    await pull();
    expect(messages).toHaveLength(12);
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    for (const text of [...messages, ...texts]) {
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain("Signature=");
    }
  });

  it("is refused without being repeated when it cannot be one", async () => {
    process.env.HF_TOKEN = "hf_secret\u0001part";
    const reason = await reasonOf(pull());
    expect(reason).toMatch(/^HF_TOKEN holds blanks or characters/);
    expect(reason).not.toContain("secret");
    process.env.HF_TOKEN = TOKEN;
    expect(await reasonOf(pull({ endpoint: "https://me:pass@hub.example" }))).not.toContain("pass@");
  });
});

describe("an answer that is no file", () => {
  it.each([
    [401, {}, /wants to know who asks for acme\/tiny-clip \(401\).*set HF_TOKEN/],
    [403, {}, /refuses acme\/tiny-clip \(403\): accept its licence at http.*\/acme\/tiny-clip/],
    [404, {}, /has no acme\/tiny-clip \(404\): check the name/],
    [418, {}, /answered 418 to the request for acme\/tiny-clip/],
    [429, { "retry-after": "600" }, /too many requests \(429\); run the same again in 600 s/],
  ])("%d is told at once, with what to do", async (status, headers, sentence) => {
    hub.onHub = answer(status, headers as Record<string, string>);
    expect(await reasonOf(pull())).toMatch(sentence);
    expect(waits).toEqual([]);
  });

  it.each([
    [429, { "retry-after": "7" }, [7000, 7000, 7000, 7000], /too many requests \(429\)/],
    [500, {}, [1000, 2000, 4000, 8000], /is in trouble \(500\); run the same again later/],
    [503, { "retry-after": "3" }, [3000, 3000, 3000, 3000], /is in trouble \(503\)/],
  ])("%d is tried five times, waiting as the server asks", async (status, headers, expectedWaits, sentence) => {
    hub.onHub = answer(status, headers as Record<string, string>);
    expect(await reasonOf(pull())).toMatch(sentence);
    expect(waits).toEqual(expectedWaits);
  });

  it("a refusal by the file store is tried again, since its signed addresses expire", async () => {
    let refusals = 0;
    hub.onStore = (_request, response, content) => {
      if (content !== VISION || refusals === 2) return false;
      refusals += 1;
      response.writeHead(403).end("<Error>Request has expired</Error>");
      return true;
    };
    await pull();
    expect(waits).toEqual([1000, 2000]);
    expect(holds("onnx/vision_model.onnx", VISION)).toBe(true);
  });

  it("a server that is not there is named with the reason", async () => {
    const { endpoint } = hub;
    await hub.close();
    expect(await reasonOf(pull())).toMatch(
      new RegExp(`^No connection to ${new URL(endpoint).host} \\(ECONNREFUSED\\); check the network, set HF_ENDPOINT`),
    );
    hub = await startFakeHub({});
  });

  it("redirects in circles, and to addresses that are no web addresses, are refused", async () => {
    hub.onHub = (request, response) => response.writeHead(302, { location: request.url }).end() !== undefined;
    expect(await reasonOf(pull())).toMatch(/round in circles/);
    hub.onHub = (_request, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end() !== undefined;
    expect(await reasonOf(pull())).toMatch(/sends the request to null, which is refused/);
  });
});

describe("a disk that fails", () => {
  it("is told in a sentence, and what came is kept", async () => {
    const openFile = (async (...parameters: Parameters<typeof open>): Promise<FileHandle> => {
      const handle = await open(...parameters);
      const write = handle.write.bind(handle) as (...words: unknown[]) => Promise<{ bytesWritten: number }>;
      let written = 0;
      const failing = async (...words: unknown[]): Promise<{ bytesWritten: number }> => {
        if (written > 60_000) throw Object.assign(new Error("write"), { code: "ENOSPC" });
        const result = await write(...words);
        written += result.bytesWritten;
        return result;
      };
      return Object.assign(handle, { write: failing }) as unknown as FileHandle;
    }) as typeof open;
    expect(await reasonOf(pull({}, { openFile }))).toMatch(/^The disk is full \(ENOSPC\) at .*; what came is kept/);
    expect(partNames()).toHaveLength(1);
    await pull();
    expect((await verifyModel(directory())).problems).toEqual([]);
  });
});

describe("DATACRAFTER_OFFLINE", () => {
  it("makes no request at all, and says so when something is missing", async () => {
    process.env.DATACRAFTER_OFFLINE = "1";
    expect(await reasonOf(pull())).toMatch(/is not whole in .*DATACRAFTER_OFFLINE forbids every request.*pull acme/);
    expect(hub.seen).toEqual([]);
    expect(existsSync(join(root, "models"))).toBe(false);
  });

  it("still gives a model that is there and whole", async () => {
    await pull();
    hub.seen.length = 0;
    process.env.DATACRAFTER_OFFLINE = "1";
    expect(await pull()).toMatchObject({ directory: directory(), downloadedBytes: 0 });
    writeFileSync(join(directory(), "config.json"), '{"model_type":"clop"}');
    expect(await reasonOf(pull())).toMatch(/is not whole/);
    expect(hub.seen).toEqual([]);
  });
});

describe("a pulled model that is damaged", () => {
  it("is reported file by file, and a pull fetches only those", async () => {
    await pull();
    writeFileSync(join(directory(), "tokenizer.json"), randomBytes(5000, "other"));
    rmSync(join(directory(), "onnx/text_model.onnx"));
    expect(await verifyModel(directory())).toEqual({
      name: NAME,
      directory: directory(),
      problems: [
        { path: "onnx/text_model.onnx", reason: "missing" },
        { path: "tokenizer.json", reason: "damaged" },
      ],
      mend: "npx datacrafter pull acme/tiny-clip",
    });
    expect(() => modelDirectory(NAME)).toThrow(
      /text_model\.onnx is missing; run "npx datacrafter pull acme\/tiny-clip"\.$/,
    );
    hub.seen.length = 0;
    expect((await pull()).downloadedBytes).toBe(7000);
    expect(hub.seen.filter(({ path }) => path.includes("/resolve/"))).toHaveLength(2);
    expect((await verifyModel(directory())).problems).toEqual([]);
  });

  it("is mended where it was put, not in the models folder", async () => {
    const elsewhere = join(root, "my models");
    await pull({ directory: elsewhere });
    rmSync(join(elsewhere, "config.json"));
    const command = `npx datacrafter pull acme/tiny-clip --directory "${elsewhere}"`;
    expect((await verifyModel(elsewhere)).mend).toBe(command);
    expect(() => modelDirectory(elsewhere)).toThrow(`run "${command}"`);
  });

  it("counts as not pulled when its list is damaged, and is made whole without a new download", async () => {
    await pull();
    writeFileSync(join(directory(), MANIFEST), "{");
    expect(() => modelDirectory(NAME)).toThrow(/is not whole/);
    await expect(verifyModel(directory())).rejects.toThrow(/was not pulled, or not to the end/);
    expect((await pull()).downloadedBytes).toBe(0);
    expect(modelDirectory(NAME)).toBe(directory());
  });
});

describe("two pulls of one model at once", () => {
  it("make one download, and both get the model", async () => {
    const phases = new Set<string>();
    const real = { wait: REAL_TOOLS.wait };
    const [first, second] = await Promise.all([
      pull({}, real),
      pull({ onProgress: ({ phase }) => phases.add(phase) }, real),
    ]);
    expect(storeRequests()).toHaveLength(1);
    expect([first.downloadedBytes, second.downloadedBytes].sort()).toEqual([0, 307_027]);
    expect(phases).toContain("waiting");
  });

  it("do not wait for a process that ended without giving its lock back", async () => {
    const unfinished = join(directory(), ".datacrafter-pull");
    mkdirSync(unfinished, { recursive: true });
    const { hostname } = await import("node:os");
    const dead = 2 ** 22 + 1; // above the largest process id of Linux
    writeFileSync(join(unfinished, "lock"), JSON.stringify({ token: "deadbeef", pid: dead, host: hostname() }));
    writeFileSync(join(unfinished, `${sha256(VISION)}.deadbeef.part`), VISION.subarray(0, 1234));
    await pull();
    expect(storeRequests()[0].headers.range).toBe("bytes=1234-");
    expect(readdirSync(unfinished)).toEqual([]);
  });
});
