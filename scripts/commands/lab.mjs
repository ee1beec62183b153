import { randomBytes } from "node:crypto";
import { setUp } from "../steps/set-up.mjs";
import { jupyterEnvironment } from "../support/jupyter-environment.mjs";
import { startLab } from "../support/lab-server.mjs";
import { choosePort } from "../support/ports.mjs";
import { secondsSince } from "../support/setup-log.mjs";
import { trustNotebook } from "../support/trust.mjs";
import { labWords } from "../support/words.mjs";

const NOTEBOOK = "notebooks/01-quickstart.ipynb";

/**
 * npm run lab: sets up, then serves JupyterLab with the quickstart open, until Ctrl-C.
 * @param {string[]} words  @returns {Promise<number>} exit code
 */
export async function main(words) {
  const began = performance.now();
  const { python, port: wanted, browser, rest } = labWords(words);
  const port = await choosePort(wanted); // before set-up: minutes later would be late to hear that it is taken
  const ready = await setUp({ python });
  const env = {
    ...jupyterEnvironment(ready),
    JUPYTER_TOKEN: process.env.JUPYTER_TOKEN ?? randomBytes(24).toString("hex"),
  };
  const trusted = trustNotebook(ready, NOTEBOOK, env); // while the server starts
  const lab = await startLab(ready, { port, browser, env, rest, notebook: NOTEBOOK });
  const complaint = await trusted;
  if (complaint !== null)
    console.error(`lab: ${NOTEBOOK} could not be trusted; its widgets show once it is run: ${complaint}`);
  console.log(
    `lab: ready after ${secondsSince(began)}: http://localhost:${port}/lab/tree/${NOTEBOOK}?token=${env.JUPYTER_TOKEN}`,
  );
  console.log(`lab: Ctrl-C stops it; what the server and kernels say is in ${lab.logPath}`);
  return lab.ended;
}
