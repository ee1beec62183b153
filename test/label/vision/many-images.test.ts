import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type VisionLanguageLabeler, visionLanguage } from "../../../kernel-helpers/src/label/vision-language.js";
import { createRandom, seedFrom } from "../../../kernel-helpers/src/linalg/random.js";
import type { LabelledImage, ServerAttempt } from "../../../kernel-helpers/src/types.js";
import { type Asked, broken, busy, type Fault, nonsense, refusal } from "./chat-faults.js";
import { type ChatServer, startChatServer } from "./chat-server.js";
import { fastClock, upTo, writeNumbered } from "./numbered-files.js";
import { truthOf } from "./numbered-image.js";

const IN_FLIGHT = 16;

let folder: string;
let server: ChatServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** 1 % of images are refused; of all other requests 5 % get 429, two fifths of those with Retry-After, 2 % 500, 1 % no answer, 1 % nonsense. */
function misfortune(asked: Asked): Fault | null {
  if (createRandom(seedFrom(asked.imageHash))() < 0.01) return refusal(asked);
  const chance = createRandom(seedFrom(`${asked.imageHash} ${asked.turn}`))();
  if (chance < 0.02) return busy(2);
  if (chance < 0.05) return busy();
  if (chance < 0.07) return broken();
  if (chance < 0.08) return "hang";
  if (chance < 0.09) return nonsense(asked);
  return null;
}

function labelerFor(cache: string): VisionLanguageLabeler {
  const options = { model: "fake-vision", baseURL: server.baseURL, cache, concurrency: IN_FLIGHT, timeoutSeconds: 2 };
  return visionLanguage(options, fastClock(20));
}

/** Every image has its true labels or a reason. @returns how many have a reason */
function checkFound(found: readonly LabelledImage[]): number {
  found.forEach(({ labels, caption, failure }, number) => {
    if (failure === undefined) expect({ labels, caption }).toEqual(truthOf(number));
    else expect({ labels, failure }).toEqual({ labels: [], failure: expect.stringMatching(/refuses|answered twice/) });
  });
  return found.filter(({ failure }) => failure !== undefined).length;
}

/** @returns a function that settles once it was called so often */
function whenCalled(times: number): () => Promise<void> {
  let calls = 0;
  let settle: () => void;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return () => {
    if (++calls === times) settle();
    return settled;
  };
}

interface Line extends ServerAttempt {
  readonly key: string;
}

async function readJournal(cache: string): Promise<Line[]> {
  const text = await readFile(join(cache, "journal.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

const kept = async (cache: string): Promise<Set<string>> =>
  new Set((await readdir(cache)).filter((name) => name.endsWith(".json")).map((name) => name.replace(".json", "")));

it("labels 500 images at 16 in flight while the server is busy, breaks, hangs, talks nonsense, refuses and is restarted: each has labels or a reason, none is asked for after its answer", async () => {
  let restarted: Promise<void> | null = null;
  const restart = async (): Promise<void> => {
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await server.listen();
  };
  const fates: (Fault | null)[] = [];
  const allThere = whenCalled(IN_FLIGHT);
  server = await startChatServer({
    obstacle: () => allThere().then(() => null), // nobody is answered before 16 are there
    fault(asked) {
      if (asked.count === 250) restarted = restart();
      fates.push(misfortune(asked));
      return fates.at(-1)!;
    },
  });
  const cache = join(folder, "cache");
  const images = await writeNumbered(join(folder, "images"), upTo(500));
  const told = new Map<number, LabelledImage>();
  const attempts: ServerAttempt[] = [];
  const labeler = labelerFor(cache);
  const found = await labeler.label(images, {
    onImage: (index, one) => told.set(index, one),
    onAttempt: (_, attempt) => attempts.push(attempt),
  });
  await restarted!;

  const failures = checkFound(found);
  expect(failures).toBeGreaterThan(0);
  expect(failures).toBeLessThan(15);
  expect(upTo(500).map((index) => told.get(index))).toEqual(found);
  expect([...server.askedAgain]).toEqual([]);
  expect(server.mostInFlight()).toBe(IN_FLIGHT);
  // the faults were there, and the restart was felt
  for (const fate of ["hang", 429, 500]) {
    expect(fates.some((one) => one === fate || Object(one).status === fate)).toBe(true);
  }
  expect(attempts.some(({ reason }) => /no server listens|connection/.test(reason))).toBe(true);
  expect(labeler.spent()).toMatchObject({ requests: attempts.length });

  const journal = await readJournal(cache);
  expect(journal.map(({ outcome, reason }) => ({ outcome, reason }))).toEqual(
    attempts.map(({ outcome, reason }) => ({ outcome, reason })),
  );
  const ended = journal.filter(({ outcome }) => outcome === "made" || outcome === "refused").map(({ key }) => key);
  expect(new Set(ended).size).toBe(ended.length);
  expect(await kept(cache)).toEqual(new Set(ended));
});

/** Lets a child label, and kills it when it has told so many images. @returns the images it told */
async function labelAndKill(cache: string, count: number, images: number): Promise<number[]> {
  const script = [join(__dirname, "label-child.ts"), server.baseURL, join(folder, "images"), cache, String(images)];
  const loader = join(__dirname, "../../session/run-typescript.cjs");
  const child = spawn(process.execPath, ["--no-warnings", "-r", loader, ...script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split("\n").length > count) child.kill("SIGKILL");
  });
  await once(child, "close");
  expect(said).not.toContain("finished");
  return said.split("\n").slice(0, -1).map(Number);
}

it("goes on after SIGKILL without asking again for anything that was answered", async () => {
  const cache = join(folder, "cache");
  server = await startChatServer({ fault: misfortune, delayMs: 5 });
  const answeredByThen: { readonly keys: Set<string>; readonly requests: number }[] = [];
  for (const count of [40, 50]) {
    const told = await labelAndKill(cache, count, 200);
    expect(told.length).toBeGreaterThan(count / 2);
    answeredByThen.push({ keys: await kept(cache), requests: (await readJournal(cache)).length });
    expect(answeredByThen.at(-1)!.keys.size).toBeGreaterThanOrEqual(told.length - 5); // but for lasting nonsense
  }
  const images = await writeNumbered(join(folder, "images"), upTo(200));
  const labeler = labelerFor(cache);
  const estimate = await labeler.estimate(images);
  expect(estimate).toMatchObject({ images: 200, cached: answeredByThen[1].keys.size });
  checkFound(await labeler.label(images));

  const journal = await readJournal(cache);
  for (const { keys, requests } of answeredByThen) {
    expect(journal.slice(requests).filter(({ key }) => keys.has(key))).toEqual([]);
  }
  // what was on its way when the kernel was killed, twice, may have been answered into the void
  const inVain = [...server.answered.values()].reduce((sum, times) => sum + times - 1, 0);
  expect(inVain).toBeLessThanOrEqual(2 * IN_FLIGHT);
  expect(server.asked.length).toBeLessThan(200 + 2 * IN_FLIGHT + 60);

  const asked = server.asked.length;
  checkFound(await labelerFor(cache).label(images));
  const lasting = (await labelerFor(cache).estimate(images)).requests;
  expect(lasting).toBeLessThan(5);
  expect(server.asked.length - asked).toBeLessThanOrEqual(6 * lasting);
});
