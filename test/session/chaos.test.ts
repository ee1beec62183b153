import { spawnSync } from "node:child_process";
import { join } from "node:path";

describe("a session whose kernels are killed at random moments, one of them by a full disk", () => {
  it("loses nothing that was told to be on disk, has nothing twice, and replays bit for bit", () => {
    // the whole of it: npm run chaos
    const run = spawnSync(process.execPath, [join(__dirname, "../../bench/chaos.mjs"), "--kills", "8", "--seed", "2"], {
      encoding: "utf8",
    });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/kernels killed: 8 /);
    expect(run.stdout).toMatch(/stopped by a full disk: 1; by a folder that cannot be written: 1/);
    expect(run.stdout).toMatch(/lost: 0, twice: 0, damaged: 0/);
  }, 300_000);
});
