/** The program of the inference process: takes jobs from its parent, one at a time, and ends with it. */
import type { ChildMessage, ChildSettings, RunMessage } from "./child-messages.js";
import { endWithProcess } from "./end-with-process.js";
import type { JobContext } from "./job.js";
import { requireJob } from "./job-module.js";
import { packError } from "./sent-error.js";
import { createSessionCache } from "./session-cache.js";

// ONNX Runtime 1.30 takes half bits as a Uint16Array, but where Node has a Float16Array it converts them to one first and then finds them too short
delete (globalThis as { Float16Array?: unknown }).Float16Array;

const settings: ChildSettings = JSON.parse(process.argv[2]);
const context: JobContext = {
  loadSession: createSessionCache(settings),
  report: (message) => send({ kind: "report", message }),
};

endWithProcess(settings.parentPid);
// SIGKILL: nothing here is worth saving, and a native library has nothing to tear down wrongly
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.on("message", (message: RunMessage) => void answer(message));
send({ kind: "ready" });

async function answer({ module, input }: RunMessage): Promise<void> {
  try {
    send({ kind: "done", output: await requireJob(module)(input, context) });
  } catch (error) {
    send({ kind: "failed", error: packError(error) });
  }
}

function send(message: ChildMessage): void {
  // when the parent is gone "disconnect" ends this process
  process.send?.(message, undefined, undefined, () => {});
}
