import { writeFileSync } from "node:fs";
import { join } from "node:path";

const METADATA = {
  kernelspec: { display_name: "DataCrafter (TypeScript)", language: "typescript", name: "datacrafter" },
  language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/typescript" },
};

/** Writes a notebook for the DataCrafter kernel with these code cells and no outputs. @param root the folder the server serves */
export function writeNotebook(root: string, name: string, cells: readonly string[]): void {
  const notebook = {
    cells: cells.map((source, index) => ({
      cell_type: "code",
      execution_count: null,
      id: `cell-${index}`,
      metadata: {},
      outputs: [],
      source,
    })),
    metadata: METADATA,
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(join(root, name), `${JSON.stringify(notebook, null, 1)}\n`);
}

/** Cells that make a small session of the demo dataset, one generated image per original, and show its workbench. */
export const SMALL_SESSION = [
  'import * as dc from "datacrafter";',
  `const critters = await dc.loadCritters("data/critters", { perClass: 3, testPerClass: 1 });
const session = await dc.openSession("runs/small", { dataset: critters });
await session.expand({ perImage: 1 });`,
  "session.show();",
];
