import { join } from "node:path";
import { modelSource } from "./model-source.js";
import { modelsFolder } from "./models-folder.js";

/**
 * The command that brings a model, or mends it, for the end of a sentence.
 * @param directory where it lies or shall lie, absolute; left out of the command when it is the model's own place
 */
export function pullCommand(name: string, directory: string): string {
  const isOwnPlace = directory === join(modelsFolder(), modelSource(name).folder);
  return `npx datacrafter pull ${name}${isOwnPlace ? "" : ` --directory "${directory}"`}`;
}
