import { formatDuration } from "../cli/format-duration.js";
import { formatBytes } from "../inference/model-files/format-bytes.js";
import { type PulledModel, type PullOptions, pullModel } from "../inference/model-files/pull-model.js";
import type { PullPlan } from "../inference/model-files/pull-plan.js";
import type { PullProgress } from "../inference/model-files/pull-progress.js";
import { drawProgress } from "./draw-progress.js";
import { findKernelBridge } from "./kernel-bridge.js";

/**
 * pullModel for a notebook: says size and licence before the download, shows a bar, and obeys the cell's stop button; what came is kept, and the next call goes on there.
 * Outside the DataCrafter kernel it shows nothing.
 * @param name a known model ("clip-vit-b32"), "owner/repository" or "owner/repository@revision"
 * @throws Error that says what to do; the signal's reason
 */
export async function pullWithProgress(name: string, options: PullOptions = {}): Promise<PulledModel> {
  const bridge = findKernelBridge();
  const draw = drawProgress(() => performance.now());
  const show = (text: string, { doneBytes, totalBytes }: ShownBytes, isNeeded: boolean): void =>
    draw({ label: name, text: `${name}: ${text}`, done: doneBytes, total: totalBytes, picture: null }, isNeeded);
  let last: ShownBytes | null = null;
  try {
    const model = await pullModel(name, {
      ...options,
      signal: options.signal ?? bridge?.interruptSignal(),
      onPlan: (plan) => {
        bridge?.display({ "text/plain": planText(plan) });
        options.onPlan?.(plan);
      },
      onProgress: (progress) => {
        last = progress;
        show(pullText(progress), progress, false);
        options.onProgress?.(progress);
      },
    });
    const { bytes, downloadedBytes } = model;
    const how = downloadedBytes === 0 ? "all was there" : `${formatBytes(downloadedBytes)} downloaded`;
    show(`${how}, every file is whole`, { doneBytes: bytes, totalBytes: bytes }, true);
    return model;
  } catch (error) {
    if (last !== null) show(`not whole yet, ${amount(last)} are here`, last, true);
    throw error;
  }
}

type ShownBytes = Pick<PullProgress, "doneBytes" | "totalBytes">;

/** @returns e.g. "downloading onnx/vision_model.onnx, 352 MB of 609 MB, 5.1 MB/s, 50 s left" */
function pullText(progress: PullProgress): string {
  const { phase, file, bytesPerSecond, secondsLeft } = progress;
  if (phase === "waiting") return "waiting for another process that pulls the same model";
  const parts = [`${phase} ${file}`.trim(), amount(progress)];
  if (bytesPerSecond > 0) parts.push(`${formatBytes(bytesPerSecond)}/s`);
  if (secondsLeft !== null) parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join(", ");
}

function amount({ doneBytes, totalBytes }: ShownBytes): string {
  return `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
}

function planText({ name, repository, commit, files, bytes, licence, note, directory }: PullPlan): string {
  const terms = `licence ${licence ?? "not stated, look at its page"}`;
  const first = `${name}: ${formatBytes(bytes)} in ${files} files, ${terms}`;
  const from = `  from ${repository} at commit ${commit.slice(0, 7)} into ${directory}`;
  return [first, from, ...(note === "" ? [] : [`  ${note}`])].join("\n");
}
