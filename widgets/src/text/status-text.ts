import { isGenerated, isRejected, isWanted, type MapColumns } from "../map-columns.js";
import type { Job, WorkbenchState } from "../protocol.js";
import type { Connection } from "../workbench.js";

const JOB_NAMES: Readonly<Record<Job["kind"], string>> = {
  generate: "Generating images",
  label: "Labelling images",
  embed: "Embedding images",
  project: "Drawing the map",
  measure: "Measuring",
  refine: "Refining prompts",
};

/** "Generating images: 12 of 60, 3.1/s, 15 s left, $0.24"; without numbers where the total is not known. */
export function jobText(job: Job): string {
  const name = JOB_NAMES[job.kind] ?? "Working";
  if (job.total <= 0) return name;
  return `${name}: ${job.done} of ${job.total}${job.pace ? `, ${job.pace}` : ""}`;
}

/** The line beside the buttons: what runs, why nothing can be done, or what there is. */
export function statusText(state: WorkbenchState, map: MapColumns | null, connection: Connection): string {
  if (connection === "lost") {
    return "Kernel disconnected: run the cell again to go on";
  }
  if (connection === "static") {
    return "Saved view without a kernel: nothing can be changed here";
  }
  if (state.job) {
    return jobText(state.job);
  }
  return map ? countsText(map, state.iterations.length) : "Waiting for the kernel";
}

function countsText(map: MapColumns, iterations: number): string {
  const places = map.ids.map((_, place) => place);
  const generated = places.filter((place) => isGenerated(map, place)).length;
  const rejected = places.filter((place) => isRejected(map, place)).length;
  const wanted = places.filter((place) => isWanted(map, place)).length;
  return [
    `${map.ids.length - generated} original`,
    `${generated} generated`,
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
    ...(wanted > 0 ? [`${wanted} wanted`] : []),
    `${iterations} ${iterations === 1 ? "iteration" : "iterations"}`,
  ].join(" \u00b7 ");
}
