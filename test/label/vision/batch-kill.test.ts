import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { visionBatch } from "../../../kernel-helpers/src/label/vision-batch.js";
import type { Seen } from "../../remote/fake-server.js";
import { type ChatServer, type Fault, startChatServer } from "./chat-server.js";
import { fastClock, upTo, writeNumbered } from "./numbered-files.js";
import { truthOf } from "./numbered-image.js";

const COUNT = 20;

let folder: string;
let server: ChatServer;
let child: ChildProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
});
afterEach(async () => {
  child.kill("SIGKILL");
  await server.stop();
  await rm(folder, { recursive: true });
});

/** Kills the child when it makes a request for the given time; what the request asks for is done nevertheless. */
function killAt(method: string, path: RegExp, time: number): (seen: Seen) => Promise<Fault | null> {
  let times = 0;
  return async (seen) => {
    if (seen.method !== method || !path.test(seen.path) || ++times !== time) return null;
    child.kill("SIGKILL");
    await once(child, "close");
    await server.batches.handle(seen);
    return "cut";
  };
}

/** Lets a child label until the server kills it. */
async function labelUntilKilled(cache: string): Promise<void> {
  const script = [join(__dirname, "batch-child.ts"), server.baseURL, join(folder, "images"), cache, String(COUNT)];
  const loader = join(__dirname, "../../session/run-typescript.cjs");
  child = spawn(process.execPath, ["--no-warnings", "-r", loader, ...script], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [, signal] = await once(child, "close");
  expect(signal).toBe("SIGKILL");
}

const moments: Readonly<Record<string, readonly [string, RegExp, number]>> = {
  "polls for the first time": ["GET", /^\/v1\/batches\/batch_0001$/, 1],
  "polls for the second time": ["GET", /^\/v1\/batches\/batch_0001$/, 2],
  "has the batch made, its answer not read": ["POST", /^\/v1\/batches$/, 1],
  "fetches the answers": ["GET", /^\/v1\/files\/[^/]+\/content$/, 1],
  "deletes the files": ["DELETE", /^\/v1\/files\//, 1],
};

it.each(Object.entries(moments))(
  "a kernel killed when it %s: the next one goes on, uploads nothing twice and asks nothing twice",
  async (_, moment) => {
    server = await startChatServer({ obstacle: killAt(...moment) });
    const cache = join(folder, "cache");
    await labelUntilKilled(cache);

    const images = await writeNumbered(join(folder, "images"), upTo(COUNT));
    const found = await visionBatch({ model: "fake-vision", baseURL: server.baseURL, cache }, fastClock(100)).label(
      images,
    );
    expect(found.map(({ labels }) => labels)).toEqual(upTo(COUNT).map((number) => truthOf(number).labels));
    expect([server.batches.uploads(), server.batches.batches.length, server.asked.length]).toEqual([1, 1, COUNT]);
    expect([...server.askedAgain]).toEqual([]);
    expect(await readdir(join(cache, "batches"))).toEqual([]);
  },
);

it("a kernel killed in the upload: the next one uploads again, and one batch is made", async () => {
  server = await startChatServer({ obstacle: killAt("POST", /^\/v1\/files$/, 1) });
  const cache = join(folder, "cache");
  await labelUntilKilled(cache);
  const images = await writeNumbered(join(folder, "images"), upTo(COUNT));
  await visionBatch({ model: "fake-vision", baseURL: server.baseURL, cache }, fastClock(100)).label(images);
  expect([server.batches.uploads(), server.batches.batches.length, server.asked.length]).toEqual([2, 1, COUNT]);
});
