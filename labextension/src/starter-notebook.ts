import type { JSONObject } from "@lumino/coreutils";

const CELLS: readonly { readonly type: "markdown" | "code"; readonly source: string }[] = [
  {
    type: "markdown",
    source: `# Growing a small dataset by pointing at images

Run the cells one by one (Shift+Enter). The first images come after a few seconds; nothing here needs a key, a GPU or a download.`,
  },
  { type: "code", source: 'import * as dc from "datacrafter";' },
  {
    type: "markdown",
    source: `## Images and a session

The critters are drawn here, ten kinds of animals. Your own images work as well: \`await dc.loadImageFolder("path/to/folder")\`, one sub-folder per class.
A session is a folder that remembers every image, every prompt and everything you do.`,
  },
  {
    type: "code",
    source: `const dataset = await dc.loadCritters("data/critters");
const session = await dc.openSession("runs/quickstart", { dataset });
if (session.iterations.length === 0) await session.expand({ perImage: 2 });`,
  },
  {
    type: "markdown",
    source: `## Point at what is wrong

Lasso some hollow points that look odd, **Reject** them, press **Refine**, **Accept** the prompts you like, press **Generate**.`,
  },
  { type: "code", source: "session.show();" },
  {
    type: "markdown",
    source: `## Does it help?

The same classifiers, trained without and with the new images, on the same held-out images. Then the whole set as a folder of images.`,
  },
  { type: "code", source: "await session.evaluate();" },
  { type: "code", source: 'await session.export("out/critters", { format: "imagefolder" });' },
];

/** A short quickstart in notebook format 4.5, for a server whose files do not hold the long one. */
export function starterNotebook(): JSONObject {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "datacrafter", display_name: "DataCrafter (TypeScript)", language: "typescript" },
      language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/typescript" },
    },
    cells: CELLS.map(({ type, source }, index) => ({
      id: `starter-${index}`,
      cell_type: type,
      metadata: {},
      source,
      ...(type === "code" ? { execution_count: null, outputs: [] } : {}),
    })),
  };
}
