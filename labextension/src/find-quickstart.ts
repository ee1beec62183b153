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
 * @throws whatever the server says, other than that a file is missing
 */
export async function findQuickstart(files: NotebookFiles): Promise<string> {
  for (const path of [QUICKSTART_PATH, STARTER_PATH]) {
    if (await exists(files, path)) {
      return path;
    }
  }
  await files.save(STARTER_PATH, { type: "notebook", format: "json", content: starterNotebook() });
  return STARTER_PATH;
}

async function exists(files: NotebookFiles, path: string): Promise<boolean> {
  try {
    await files.get(path, { content: false });
    return true;
  } catch (error) {
    if ((error as { readonly response?: Response }).response?.status === 404) {
      return false;
    }
    throw error;
  }
}
