import {
  findQuickstart,
  type NotebookFiles,
  QUICKSTART_PATH,
  STARTER_PATH,
} from "../../labextension/src/find-quickstart";
import { starterNotebook } from "../../labextension/src/starter-notebook";

/** A server's files, by path. */
function serverWith(...paths: string[]): { files: NotebookFiles; saved: Map<string, unknown> } {
  const saved = new Map<string, unknown>();
  const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
  const files = {
    get: async (folder: string) => ({
      content: paths.filter((path) => folderOf(path) === folder).map((path) => ({ path })),
    }),
    save: async (path: string, model: { content: unknown }) => {
      saved.set(path, model.content);
      paths.push(path);
      return {};
    },
  };
  return { files: files as unknown as NotebookFiles, saved };
}

describe("findQuickstart", () => {
  it("finds the project's own quickstart", async () => {
    const { files, saved } = serverWith("notebooks", QUICKSTART_PATH, STARTER_PATH);
    await expect(findQuickstart(files)).resolves.toBe(QUICKSTART_PATH);
    expect(saved.size).toBe(0);
  });

  it("writes the starter once where there is none, and never over what the person wrote into it", async () => {
    const { files, saved } = serverWith("notebooks", "notebooks/mine.ipynb");
    await expect(findQuickstart(files)).resolves.toBe(STARTER_PATH);
    expect(saved.get(STARTER_PATH)).toEqual(starterNotebook());
    saved.clear();
    await expect(findQuickstart(files)).resolves.toBe(STARTER_PATH);
    expect(saved.size).toBe(0);
  });

  it("passes on what the server says when it may not write", async () => {
    const { files } = serverWith();
    const refuse = async (): Promise<never> => {
      throw new Error("Permission denied");
    };
    await expect(findQuickstart({ ...files, save: refuse })).rejects.toThrow("Permission denied");
  });
});

describe("starterNotebook", () => {
  it("is a notebook of format 4.5 for the DataCrafter kernel, with distinct cell ids", () => {
    const notebook = starterNotebook() as unknown as {
      nbformat: number;
      nbformat_minor: number;
      metadata: { kernelspec: { name: string } };
      cells: readonly { id: string; cell_type: string; outputs?: unknown[] }[];
    };
    expect([notebook.nbformat, notebook.nbformat_minor, notebook.metadata.kernelspec.name]).toEqual([
      4,
      5,
      "datacrafter",
    ]);
    expect(new Set(notebook.cells.map((cell) => cell.id)).size).toBe(notebook.cells.length);
    for (const cell of notebook.cells) {
      expect(cell.cell_type === "code").toBe(cell.outputs !== undefined);
    }
  });
});
