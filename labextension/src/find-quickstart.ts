import type { Contents } from "@jupyterlab/services";
import { starterNotebook } from "./starter-notebook.js";

/** Where the project's own notebooks lie, from the server's root. */
export const QUICKSTART_PATH = "notebooks/01-quickstart.ipynb";
/** made where those are missing */
export const STARTER_PATH = "datacrafter-quickstart.ipynb";

/** What this needs of JupyterLab's contents manager. */
export type NotebookFiles = Pick<Contents.IManager, "get" | "save">;

/**
 * @returns the path of a quickstart notebook that exists: the project's own, else the starter, which is written the first time
 * @throws whatever the server says when it cannot list its root or write there
 */
export async function findQuickstart(files: NotebookFiles): Promise<string> {
  const root = await pathsIn(files, "");
  if (root.includes("notebooks") && (await pathsIn(files, "notebooks")).includes(QUICKSTART_PATH)) {
    return QUICKSTART_PATH;
  }
  if (!root.includes(STARTER_PATH)) {
    await files.save(STARTER_PATH, { type: "notebook", format: "json", content: starterNotebook() });
  }
  return STARTER_PATH;
}

/** Folders are listed, since asking for a file that is missing would leave an error in the browser's log. */
async function pathsIn(files: NotebookFiles, folder: string): Promise<readonly string[]> {
  const { content } = await files.get(folder, { type: "directory", content: true });
  return (content as readonly { readonly path: string }[]).map((entry) => entry.path);
}
