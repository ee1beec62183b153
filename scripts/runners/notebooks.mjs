import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { crashed } from "../support/counts.mjs";
import { run } from "../support/run.mjs";
import { startScriptedLanguageModel } from "../support/scripted-language-model.mjs";

/** Every notebook from top to bottom, each in an empty folder of its own, beside a server that answers like a language model: one test per notebook. @type {import("./index.mjs").Runner} */
export async function notebooks({ root, python, env, results, rest }) {
  const folder = join(root, "notebooks");
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  const chosen = rest.length === 0 ? names : names.filter((name) => rest.some((word) => basename(word) === name));
  if (chosen.length === 0) return crashed(`no notebook ${rest.join(" ")} in notebooks/`);
  const counts = { passed: 0, failed: 0, skipped: 0, note: "" };
  const languageModel = await startScriptedLanguageModel();
  for (const name of chosen.sort()) {
    const copy = mkdtempSync(join(results, "notebook-"));
    const ended = await run([python, join(root, "scripts", "run-notebook.py"), join(folder, name), copy], {
      cwd: root,
      env: { ...env, REWRITER_URL: languageModel.url },
      stream: true,
    });
    if (ended.code === 0) {
      counts.passed += 1;
      rmSync(copy, { recursive: true, force: true });
    } else {
      counts.failed += 1;
      counts.note = `outputs kept in ${copy}`;
    }
  }
  languageModel.close();
  return counts;
}
