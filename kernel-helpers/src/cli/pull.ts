import { formatBytes } from "../inference/model-files/format-bytes.js";
import { pullModel } from "../inference/model-files/pull-model.js";
import type { PullPlan } from "../inference/model-files/pull-plan.js";
import { drawPull, type Terminal } from "./draw-pull.js";

/** What a shell expects of a program that was stopped by Ctrl-C. */
const STOPPED = 130;

/**
 * Runs "datacrafter pull": says what will come, draws how it comes, and keeps what came when the user stops it.
 * @param directory null: the model's own place in the models folder
 * @returns the exit code
 * @throws Error of pullModel
 */
export async function runPull(
  name: string,
  directory: string | null,
  terminal: Terminal,
  say: (text: string) => void,
): Promise<number> {
  const stop = new AbortController();
  const onStop = (): void => stop.abort();
  // once: a second Ctrl-C ends the process as usual
  process.once("SIGINT", onStop);
  process.once("SIGTERM", onStop);
  const drawing = drawPull(terminal);
  try {
    const { signal } = stop;
    const onPlan = (plan: PullPlan): void => {
      drawing.end(); // the files of a damaged model were checked under a bar
      say(describePlan(plan));
    };
    const model = await pullModel(name, {
      signal,
      directory: directory ?? undefined,
      onProgress: drawing.show,
      onPlan,
    });
    drawing.end();
    const whole = model.downloadedBytes === 0 ? "all was there, every file is whole" : "every file is whole";
    say(`ready: ${model.directory} (${whole})`);
    return 0;
  } catch (error) {
    drawing.end();
    if (!stop.signal.aborted) throw error;
    say("Stopped; what came is kept, and the same command goes on from there.");
    return STOPPED;
  } finally {
    process.removeListener("SIGINT", onStop);
    process.removeListener("SIGTERM", onStop);
  }
}

function describePlan(plan: PullPlan): string {
  return [
    `${plan.name}: ${formatBytes(plan.bytes)} in ${plan.files} files, licence ${plan.licence ?? "not stated, look at its page"}`,
    `  from ${plan.repository} at commit ${plan.commit.slice(0, 7)}`,
    `  into ${plan.directory}`,
    ...(plan.note === "" ? [] : [`  ${plan.note}`]),
  ].join("\n");
}
