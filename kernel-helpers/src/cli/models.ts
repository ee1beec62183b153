import { formatBytes } from "../inference/model-files/format-bytes.js";
import { type ListedModel, listModels } from "../inference/model-files/list-models.js";
import { modelsFolder } from "../inference/model-files/models-folder.js";
import { type ModelReport, verifyModel } from "../inference/model-files/verify-model.js";

/** What "datacrafter models" prints. */
export interface ModelsReport {
  readonly text: string;
  /** false when a model that is here is damaged */
  readonly isWhole: boolean;
}

/** Lists the models that can be pulled and those that are here; on demand hashes the files of the latter. */
export async function reportModels(isVerifying: boolean): Promise<ModelsReport> {
  const models = listModels();
  const reports = new Map<string, ModelReport>();
  if (isVerifying) {
    for (const { name, directory, isBundled } of models) {
      if (directory !== null && !isBundled) reports.set(name, await verifyModel(directory));
    }
  }
  const damaged = [...reports.values()].filter(({ mend }) => mend !== null);
  const text = [
    ...table([HEADINGS, ...models.map((model) => cells(model, reports.get(model.name)))]),
    "",
    ...models.filter(({ note }) => note !== "").map(({ name, note }) => `${name}: ${note}`),
    ...damaged.flatMap(describeDamage),
    `Models lie in ${modelsFolder()}; "npx datacrafter pull NAME" brings one. Sizes with "about" are approximate.`,
  ].join("\n");
  return { text, isWhole: damaged.length === 0 };
}

const HEADINGS = ["name", "for", "size", "here", "licence"];

function cells(model: ListedModel, report: ModelReport | undefined): readonly string[] {
  const size = `${model.directory === null ? "about " : ""}${formatBytes(model.bytes)}`;
  if (model.isBundled) return [model.name, model.kind ?? "?", size, "built in", model.licence ?? ""];
  const checked = report === undefined ? "yes" : report.mend === null ? "whole" : "damaged";
  return [
    model.name,
    model.kind ?? "?",
    size,
    model.directory === null ? "no" : checked,
    model.licence ?? "not stated, look at its page",
  ];
}

function describeDamage({ name, problems, mend }: ModelReport): readonly string[] {
  return [...problems.map(({ path, reason }) => `${name}: ${path} is ${reason}`), `  mend it: ${mend}`];
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
}
