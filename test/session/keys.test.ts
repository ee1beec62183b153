import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fakeGenerator } from "./fakes.js";
import { sessionBench } from "./session-bench.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const KEYS = {
  OPENAI_API_KEY: "sk-test-6f1c0a9d8e7b",
  HF_TOKEN: "hf_test5d4c3b2a",
  AWS_SECRET_ACCESS_KEY: "aws/test+9z8y7x",
};
const before = { ...process.env };
const bench = sessionBench();

afterEach(() => {
  for (const name of Object.keys(KEYS)) delete process.env[name];
  Object.assign(process.env, before);
});

describe("keys in the environment", () => {
  it("are in none of the files of a session and what it writes, and no other part of the environment is", async () => {
    Object.assign(process.env, KEYS, { DATACRAFTER_TEST_MARK: "mark-1b2c3d4e5f" });
    const { folder } = bench;
    const generator = fakeGenerator((_, call) => {
      if (call === 3) throw new Error("the server refused this image");
    });
    const session = await bench.open({ generator });
    await session.expand({ perImage: 2 });
    session.reject([session.images.at(-1)!.id], { reason: "blurred" });
    session.note("a note");
    await session.refine();
    await session.evaluate();
    await session.export(join(folder, "out"));
    await (await session.branch(join(folder, "branch"))).close();
    // looked at while it is open too: the log holds what is not in session.db yet
    await expectNoSecret(folder);
    await session.close();
    await expectNoSecret(folder);
  });
});

async function expectNoSecret(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.some((file) => file.endsWith("session.db"))).toBe(true);
  for (const file of files) {
    // the driver takes its log away some time after it was closed
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    for (const secret of [...Object.values(KEYS), "mark-1b2c3d4e5f"]) {
      expect([file, bytes.includes(secret)]).toEqual([file, false]);
    }
  }
}
