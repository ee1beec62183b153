import { parentPort, workerData } from "node:worker_threads";
import type { LayoutProblem } from "./layout-problem.js";
import { optimizeLayout } from "./optimize-layout.js";

/** What the thread sends: after each step how many are done, now and then with the positions, and with them at the end. */
export interface LayoutMessage {
  readonly done: number;
  readonly positions: Float64Array | null;
}

const STEPS_PER_FRAME = 10;

const problem = workerData as LayoutProblem;
const send = (message: LayoutMessage): void => parentPort!.postMessage(message);
optimizeLayout(problem, (done) => {
  const isFrame = done % STEPS_PER_FRAME === 0 && done < problem.settings.steps;
  send({ done, positions: isFrame ? problem.positions : null });
});
send({ done: problem.settings.steps, positions: problem.positions });
