import type { WorkbenchModel } from "datacrafter-widgets";

/** Where a workbench belongs. It stays the same when the page is loaded again and when the kernel starts anew. */
export interface Place {
  /** of the notebook */
  readonly path: string;
  /** of the session, as its kernel sees it */
  readonly folder: string;
}

interface Signal<Value> {
  connect(slot: (sender: unknown, value: Value) => void): unknown;
}

/** What is used of a notebook's context. */
export interface Notebook {
  readonly path: string;
  readonly pathChanged: Signal<string>;
  readonly disposed: Signal<unknown>;
  readonly sessionContext: {
    readonly session: { readonly kernel: { readonly id: string } | null } | null;
    readonly kernelChanged: Signal<unknown>;
    readonly statusChanged: Signal<string>;
  };
}

export interface NotebookEvents {
  /** a workbench came or went, or a notebook was opened or closed */
  changed(): void;
  renamed(before: string, after: string): void;
}

/**
 * The workbenches that a kernel of an open notebook has, whether or not a view of them is drawn.
 * A widget manager tells nobody that a model's kernel is gone, so the notebook is listened to.
 */
export class LivingWorkbenches {
  readonly #events: NotebookEvents;
  /** with its path */
  readonly #notebooks = new Map<Notebook, string>();
  /** the newest is the last */
  readonly #living = new Map<WorkbenchModel, Notebook>();

  constructor(events: NotebookEvents) {
    this.#events = events;
  }

  follow(notebook: Notebook): void {
    // a second view of it
    if (this.#notebooks.has(notebook)) return;
    this.#notebooks.set(notebook, notebook.path);
    const { sessionContext, pathChanged, disposed } = notebook;
    pathChanged.connect((_, path) => {
      const before = this.#notebooks.get(notebook) ?? path;
      this.#notebooks.set(notebook, path);
      this.#events.renamed(before, path);
    });
    sessionContext.kernelChanged.connect(() => this.#forgetAll(notebook));
    sessionContext.statusChanged.connect((_, status) => {
      // "autorestarting" is a kernel that died
      if (status.endsWith("restarting") || status === "dead") this.#forgetAll(notebook);
    });
    disposed.connect(() => {
      this.#notebooks.delete(notebook);
      this.#forgetAll(notebook);
    });
    this.#events.changed();
  }

  /** What has no open notebook is not kept: a console's workbench. */
  add(model: WorkbenchModel): void {
    const id = kernelId(model);
    const notebook = [...this.#notebooks.keys()].find(
      ({ sessionContext }) => id !== undefined && sessionContext.session?.kernel?.id === id,
    );
    if (!notebook) return;
    this.#living.set(model, notebook);
    model.once("destroy", () => {
      if (this.#living.delete(model)) this.#events.changed();
    });
    this.#events.changed();
  }

  placeOf(model: WorkbenchModel): Place | null {
    const notebook = this.#living.get(model);
    return notebook ? { path: notebook.path, folder: model.state.folder } : null;
  }

  /** The newest one: what a cell showed before may be of a session that is closed. */
  find({ path, folder }: Place): WorkbenchModel | undefined {
    return [...this.#living].findLast(([model, at]) => at.path === path && model.state.folder === folder)?.[0];
  }

  isOpen(path: string): boolean {
    return [...this.#notebooks.keys()].some((notebook) => notebook.path === path);
  }

  #forgetAll(notebook: Notebook): void {
    for (const [model, at] of [...this.#living]) if (at === notebook) this.#living.delete(model);
    this.#events.changed();
  }
}

/** JupyterLab's widget managers have it, and the protocol of widgets does not know kernels. */
function kernelId({ widget_manager }: WorkbenchModel): string | undefined {
  return (widget_manager as { readonly kernel?: { readonly id: string } | null }).kernel?.id;
}
