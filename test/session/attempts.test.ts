import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sdapi } from "../../kernel-helpers/src/generate/sdapi.js";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import { Database } from "../../kernel-helpers/src/store/database.js";
import type { Dataset, Generator, ServerAttempt } from "../../kernel-helpers/src/types.js";
import { handClock } from "../generate/remote/adapters.js";
import { startSdapiServer } from "../generate/remote/sdapi-server.js";
import { type FakeServer, sendJson } from "../remote/fake-server.js";
import { type FakeGenerator, fakeGenerator, fakeProviders, makeDataset } from "./fakes.js";

let folder: string;
let dataset: Dataset;
let session: Session | undefined;
let server: FakeServer | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "attempts-"));
  dataset = await makeDataset(join(folder, "data"), { train: 1, test: 0 });
});
afterEach(async () => {
  await session?.close();
  await server?.close();
  session = undefined;
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function open(generator: Generator): Promise<Session> {
  session = await openSession(join(folder, "run"), { dataset, ...fakeProviders(), generator });
  return session;
}

/** The fake generator, telling a try before each image. */
function tryingGenerator(attempt: Partial<ServerAttempt>, then: () => void): FakeGenerator {
  const fake = fakeGenerator();
  return {
    ...fake,
    generate: async (request, options) => {
      options?.onAttempt?.({ outcome: "will-retry", reason: "busy", seconds: 0.5, waitSeconds: 2, ...attempt });
      then();
      return fake.generate(request, options);
    },
  };
}

describe("session.attempts", () => {
  it("lists every try at a real server that fails twice and then works", async () => {
    server = await startSdapiServer();
    const broken = (_: unknown, response: Parameters<typeof sendJson>[0]): void =>
      sendJson(response, { detail: "CUDA out of memory" }, 500);
    server.faults.push(broken, broken);
    const { url } = server;
    const opened = await open(sdapi({ url, longestSide: 64, dollarsPerImage: 0.02 }, handClock()));
    expect(await opened.expand({ perImage: 1 })).toMatchObject({ generated: 2, failed: 0, dollars: 0.04 });
    const [first, second] = opened.images.filter(({ origin }) => origin === "generated");
    const attempts = opened.attempts(1);
    expect(attempts.map(({ taskId, outcome }) => [taskId, outcome])).toEqual([
      [first.id, "will-retry"],
      [first.id, "will-retry"],
      [first.id, "made"],
      [second.id, "made"],
    ]);
    expect(attempts[0].reason).toContain("CUDA out of memory");
    expect(attempts[0].waitSeconds).toBeGreaterThan(0);
    expect(attempts[2].waitSeconds).toBeNull();
    expect(first.parameters).toMatchObject({ attempts: "3", dollars: "0.02" });
    await opened.close();
    session = await openSession(join(folder, "run"));
    expect(session.attempts(1)).toEqual(attempts);
    expect(session.attempts(2)).toEqual([]);
  });

  it("has a try on disk before the next one begins", async () => {
    const counts: unknown[] = [];
    const opened = await open(
      tryingGenerator({}, () => {
        const reader = new Database(join(folder, "run", "session.db"));
        counts.push(reader.get("SELECT count(*) AS n FROM attempts")?.n);
        reader.close();
      }),
    );
    await opened.expand({ perImage: 1 });
    expect(counts).toEqual([1, 2]);
  });

  it("keeps the image when a try cannot be written down, and says so", async () => {
    const opened = await open(tryingGenerator({ outcome: "nonsense" as ServerAttempt["outcome"] }, () => undefined));
    expect(await opened.expand({ perImage: 1 })).toMatchObject({ generated: 2, failed: 0 });
    expect(opened.notice?.text).toContain("A try at this image could not be written down: ");
    expect(opened.attempts(1)).toEqual([]);
  });

  it("of a refused image holds the server's words once: it is recorded as failed and never asked for again", async () => {
    const refusal = Object.assign(new Error("your prompt shows a weapon"), { name: "RefusedError" });
    const generator = fakeGenerator((_, call) => {
      if (call === 1) throw refusal;
    });
    const opened = await open(generator);
    expect(await opened.expand({ perImage: 1 })).toMatchObject({ generated: 1, failed: 1 });
    expect(opened.failures(1)).toEqual([expect.objectContaining({ reason: "your prompt shows a weapon" })]);
    await opened.close();
    const again = await open(generator);
    await again.expand({ perImage: 1 });
    const asked = generator.requests.map(({ seed }) => seed);
    expect(new Set(asked).size).toBe(4);
    expect(asked).toHaveLength(4);
  });
});

describe("requests in flight", () => {
  it.each([
    [1, 1],
    [3, 3],
    [undefined, 4],
  ])("are what the generator likes: concurrency %p gives %p", async (concurrency, expected) => {
    dataset = await makeDataset(join(folder, "more"), { train: 3, test: 0 });
    let now = 0;
    let most = 0;
    const fake = fakeGenerator(async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 20));
      now--;
    });
    const opened = await open({ ...fake, concurrency });
    await opened.expand({ perImage: 1 });
    expect(most).toBe(expected);
  });
});
