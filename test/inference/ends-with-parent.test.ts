import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { builtFile } from "../../kernel-helpers/src/inference/built-file.js";
import { modelPath } from "./support/models.js";
import { isRunning, waitUntil } from "./support/wait.js";

/** A program that starts the inference process, prints its number and does `then`. */
function startParent(then: string): ChildProcess {
  const program = `
    const { createInferenceProcess } = require(${JSON.stringify(builtFile("inference/inference-process"))});
    const inference = createInferenceProcess();
    const slow = (steps) => inference.run(${JSON.stringify(builtFile("inference/run-model-job"))}, {
      path: ${JSON.stringify(modelPath("slow"))}, feeds: { count: { type: "int64", dims: [], data: BigInt64Array.of(BigInt(steps)) } } });
    (async () => {
      await slow(1);
      console.log(inference.pid);
      ${then}
    })();`;
  return spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"], detached: true });
}

async function childOf(parent: ChildProcess): Promise<number> {
  const [line] = await once(parent.stdout!.setEncoding("utf8"), "data");
  return Number(line);
}

describe("the inference process ends with the one that started it", () => {
  it("when that has nothing left to do: an idle process does not keep it", async () => {
    const parent = startParent("");
    const pid = await childOf(parent);
    const [code] = parent.exitCode === null ? await once(parent, "exit") : [parent.exitCode];
    expect(code).toBe(0);
    await waitUntil(() => !isRunning(pid));
  });

  it("when that exits in the middle of a job", async () => {
    const parent = startParent("slow(1e6); setTimeout(() => process.exit(3), 200);");
    const pid = await childOf(parent);
    await waitUntil(() => !isRunning(pid));
  });

  it("when that is killed in the middle of a long computation", async () => {
    const parent = startParent("await slow(1e6);");
    const pid = await childOf(parent);
    await new Promise((resolve) => setTimeout(resolve, 300));
    parent.kill("SIGKILL");
    await waitUntil(() => !isRunning(pid));
  });
});

it("outlives an interrupt of the group of the one that started it", async () => {
  const parent = startParent(
    'process.on("SIGINT", () => {}); await slow(200); console.log("finished in " + inference.pid);',
  );
  const pid = await childOf(parent);
  let said = "";
  parent.stdout!.on("data", (text: string) => {
    said += text;
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  process.kill(-parent.pid!, "SIGINT"); // as Jupyter's interrupt does
  await once(parent, "exit");
  expect(said).toContain(`finished in ${pid}`);
});
