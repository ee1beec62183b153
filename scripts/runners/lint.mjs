import { oneCheck } from "../support/counts.mjs";
import { run } from "../support/run.mjs";

/** Format and lint rules, all files: one check. @type {import("./index.mjs").Runner} */
export async function lint({ root, env, rest }) {
  const ended = await run(
    [process.execPath, "node_modules/@biomejs/biome/bin/biome", "check", ...(rest.length ? rest : ["."])],
    { cwd: root, env, stream: true },
  );
  return oneCheck(ended.code === 0);
}
