import { unittestCounts, withExitCode } from "../support/counts.mjs";
import { run } from "../support/run.mjs";

/** Tests that talk to a real kernel over ZeroMQ. @type {import("./index.mjs").Runner} */
export async function kernel({ root, python, env, rest }) {
  const words = rest.length > 0 ? rest : ["discover", "-s", "test/kernel", "-v"];
  const ended = await run([python, "-u", "-m", "unittest", ...words], { cwd: root, env, stream: true });
  return withExitCode(unittestCounts(ended.output), ended.code);
}
