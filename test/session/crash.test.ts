import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom } from "../../kernel-helpers/src/linalg/random.js";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import { fakeProviders, makeDataset } from "./fakes.js";

/** Lets a child expand the session, and kills it at some moment after it was asked for its n-th image. @returns whether it was killed before it finished */
async function runAndKill(directory: string, images: number, extraMs: number): Promise<boolean> {
  const child = spawn(
    process.execPath,
    ["--no-warnings", "-r", join(__dirname, "run-typescript.cjs"), join(__dirname, "crash-child.ts"), directory],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split("asked").length > images) setTimeout(() => child.kill("SIGKILL"), extraMs);
  });
  await once(child, "exit");
  expect(said).toContain("open");
  return !said.includes("finished");
}

describe("a session whose kernel is killed while it generates", () => {
  it("goes on when it is opened again: no image twice, none lost, and the same as without the kills", async () => {
    const folder = await mkdtemp(join(tmpdir(), "crash-"));
    const dataset = await makeDataset(join(folder, "data"), { train: 2, test: 1 });
    const directory = join(folder, "run");
    await (await openSession(directory, { dataset, ...fakeProviders() })).close();
    const random = createRandom(11);
    let kills = 0;
    for (let i = 0; i < 4; i++) kills += Number(await runAndKill(directory, 3 + i, Math.floor(40 * random())));
    expect(kills).toBe(4);

    const providers = fakeProviders();
    const session = await openSession(directory, providers);
    const survived = session.images.filter(({ origin }) => origin === "generated");
    expect(session.iterations).toEqual([expect.objectContaining({ index: 1, status: "running" })]);
    expect(survived.length).toBeGreaterThan(0);
    await session.expand({ perImage: 1 });

    const generated = session.images.filter(({ origin }) => origin === "generated");
    expect(generated).toHaveLength(80); // 4 originals x 20: the plan of the killed iteration
    expect(providers.generator.requests).toHaveLength(80 - survived.length);
    expect(new Set(generated.map(({ id }) => id)).size).toBe(80);
    for (const { path, contentHash } of generated) {
      expect(
        createHash("sha256")
          .update(await readFile(path))
          .digest("hex"),
      ).toBe(contentHash);
    }
    expect(await readdir(join(directory, "images/.unfinished"))).toEqual([]);
    await session.close();

    const undisturbed = await openSession(join(folder, "calm"), { dataset, ...fakeProviders() });
    await undisturbed.expand({ perImage: 20 });
    const facts = (images: typeof generated): string[] => images.map(({ id, contentHash }) => `${id} ${contentHash}`);
    expect(facts(generated)).toEqual(facts(undisturbed.images.filter(({ origin }) => origin === "generated")));
    await undisturbed.close();
    await rm(folder, { recursive: true, force: true });
  }, 90_000);
});
