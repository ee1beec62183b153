import { run } from "../../scripts/support/run.mjs";

const node = (script: string): string[] => [process.execPath, "-e", script];

describe("run", () => {
  it("gives the exit code and all output of both streams", async () => {
    const ended = await run(node("console.log('out'); console.error('err'); process.exitCode = 3"));
    expect(ended).toMatchObject({ code: 3, missing: false });
    expect(ended.output.split("\n").sort()).toEqual(["", "err", "out"]);
  });

  it("says when there is no such program", async () => {
    expect(await run(["no-such-program-at-all"])).toMatchObject({ code: 127, missing: true });
  });

  it("counts a tool that was killed as failed", async () => {
    expect((await run(node("process.kill(process.pid, 'SIGKILL')"))).code).toBe(1);
  });

  it("gives a tool no standard input to wait for", async () => {
    expect((await run(node("process.stdin.resume().on('end', () => console.log('ended'))"))).output).toBe("ended\n");
  });

  it("does not wait for a process that the tool left behind with its output", async () => {
    const leftBehind =
      "require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 30000)'], { stdio: 'inherit', detached: true }).unref(); console.log('done')";
    const began = performance.now();
    expect((await run(node(leftBehind))).output).toBe("done\n");
    expect(performance.now() - began).toBeLessThan(20_000);
  }, 30_000);
});
