import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { openaiImages } from "../../../kernel-helpers/src/generate/openai-images.js";
import { openSession } from "../../../kernel-helpers/src/session/open-session.js";
import type { Generator, ServerAttempt } from "../../../kernel-helpers/src/types.js";
import { type FakeServer, sendJson } from "../../remote/fake-server.js";
import { fakeEmbedder, fakeLabeler, makeDataset, tinyPng } from "../../session/fakes.js";
import { handClock, KEY, KEY_VARIABLE } from "./adapters.js";
import { startOpenaiServer } from "./openai-server.js";

let server: FakeServer;
let folder: string;
const attempts: ServerAttempt[] = [];
const written: string[] = [];

beforeEach(async () => {
  process.env[KEY_VARIABLE] = KEY;
  attempts.length = 0;
  server = await startOpenaiServer();
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, "write").mockImplementation((text) => written.push(String(text)) > 0);
  }
});
afterEach(async () => {
  jest.restoreAllMocks();
  delete process.env[KEY_VARIABLE];
  await server.close();
  await rm(folder, { recursive: true });
});

const make = (): Generator =>
  openaiImages({ baseURL: `${server.url}/v1`, model: "m-1", profile: "openai", concurrency: 1 }, handClock());

/** The same generator, its tries written down as a session would. */
function journaled(generator: Generator): Generator {
  const generate: Generator["generate"] = (request, options) =>
    generator.generate(request, { ...options, onAttempt: (attempt) => attempts.push(attempt) });
  return { ...generator, generate };
}

/** A server that gives the key back in every place it can. */
async function pushEchoes(): Promise<void> {
  const b64_json = Buffer.from(await tinyPng("x")).toString("base64");
  const image = { b64_json, revised_prompt: `cat ${KEY}` };
  server.faults.push(
    (seen, response) => sendJson(response, { error: { message: `slow: ${seen.headers.authorization}` } }, 429),
    (_, response) => sendJson(response, { data: [image], usage: { [KEY]: 1 } }, 200, { "x-request-id": KEY }),
    (_, response) => sendJson(response, { error: { message: `Incorrect API key provided: ${KEY}` } }, 401),
    (_, response) => sendJson(response, { error: { code: "moderation_blocked", message: `no, ${KEY}` } }, 400),
    (_, response) => response.writeHead(307, { location: `http://${KEY}.example/` }).end(),
  );
}

describe("the key of an image server", () => {
  it("is in no file of a session, no attempt, no error, no output and not on the generator, whatever the server echoes", async () => {
    await pushEchoes();
    const dataset = await makeDataset(join(folder, "data"), { train: 2, test: 1 });
    const generator = make();
    const providers = { embedder: fakeEmbedder(), labeler: fakeLabeler(), generator: journaled(generator) };
    const session = await openSession(join(folder, "run"), { dataset, ...providers });
    await session.expand({ perImage: 2 });
    const table = session.table().objects();
    const failures = session.failures(1);
    await session.close();
    expect(failures).toHaveLength(3);
    expect(failures.map(({ reason }) => reason).join()).toContain("[key]");
    expect(attempts.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(["will-retry", "made", "failed", "refused"]),
    );
    const inspected = inspect([generator, table, failures, attempts, session, written], {
      depth: 12,
      showHidden: true,
    });
    const bare = KEY.slice("sk-".length);
    expect(inspected).not.toContain(bare);
    const files = await readdir(join(folder, "run"), { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "latin1")),
    );
    expect(contents.length).toBeGreaterThan(8); // the images and the database
    expect(contents.join()).toContain("[key]");
    expect(contents.join()).not.toContain(bare);
  });

  it("is not in the error when the server is not there, nor when the key itself cannot be sent", async () => {
    const source = (await makeDataset(join(folder, "data"))).images[0];
    const ask = async (): Promise<Error> => {
      const request = { prompt: "a cat", source, seed: 1 };
      const made = await make()
        .generate(request, { onAttempt: (attempt) => attempts.push(attempt) })
        .catch((error: Error) => error);
      if (made instanceof Error) return made;
      throw new Error("an image came");
    };
    await server.close();
    const gone = await ask();
    process.env[KEY_VARIABLE] = `${KEY}\nline two`;
    const unsendable = await ask();
    expect(gone.message).toContain("no server listens");
    expect(unsendable.message).toMatch(/header|newline|invalid/i);
    for (const error of [gone, unsendable]) expect(error.cause).toBeUndefined();
    expect(inspect([gone, unsendable, attempts], { depth: 12, showHidden: true })).not.toContain(KEY.slice(3));
  });

  it("is read for each image, and missed in a sentence that says what to set, before anything is asked", async () => {
    const source = (await makeDataset(join(folder, "data"))).images[0];
    const generator = make();
    process.env[KEY_VARIABLE] = "  ";
    await expect(generator.generate({ prompt: "a cat", source, seed: 1 })).rejects.toThrow(
      /no key in the environment variable OPENAI_API_KEY; set it before/,
    );
    expect(server.seen).toEqual([]);
    process.env[KEY_VARIABLE] = "rotated-key-1";
    await generator.generate({ prompt: "a cat", source, seed: 1 });
    expect(server.seen[0].headers.authorization).toBe("Bearer rotated-key-1");
  });
});
