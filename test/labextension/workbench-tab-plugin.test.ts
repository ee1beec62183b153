import "../widgets/browser-stand-ins";

import { showErrorMessage } from "@jupyterlab/apputils";
import { CommandRegistry } from "@lumino/commands";
import { Signal } from "@lumino/signaling";
import { type Title, Widget } from "@lumino/widgets";
import type { Place } from "../../labextension/src/living-workbenches";
import type { WorkbenchTab } from "../../labextension/src/workbench-tab";
import { OPEN_WORKBENCH_TAB, workbenchTabPlugin } from "../../labextension/src/workbench-tab-plugin";
import type { WorkbenchModel } from "../../widgets/src/workbench-model";
import { FakeKernel, openModel } from "../widgets/fake-kernel";
import { buttonNamed } from "../widgets/fake-workbench";
import { madeUpMap, STATE } from "../widgets/made-up-data";
import { settle } from "../widgets/settle";

/** Stands in for JupyterLab's MainAreaWidget. */
interface Tab {
  readonly content: WorkbenchTab;
  readonly title: Partial<Title<Widget>>;
  readonly id: string;
}

interface RestoreOptions {
  readonly command: string;
  args(tab: Tab): Place;
  name(tab: Tab): string;
}

// JupyterLab's own user interface is not under test, and half of it does not load in jsdom.
const mockSaved: Tab[] = [];
jest.mock("@jupyterlab/apputils", () => ({
  ICommandPalette: { name: "palette" },
  showErrorMessage: jest.fn(),
  MainAreaWidget: class {
    readonly title = {};
    readonly content: unknown;
    constructor(options: { content: unknown }) {
      this.content = options.content;
    }
  },
  WidgetTracker: class {
    readonly #tabs: Tab[] = [];
    async add(tab: Tab): Promise<void> {
      this.#tabs.push(tab);
    }
    find(fits: (tab: Tab) => boolean): Tab | undefined {
      return this.#tabs.find(fits);
    }
    forEach(call: (tab: Tab) => void): void {
      this.#tabs.forEach(call);
    }
    async save(tab: Tab): Promise<void> {
      mockSaved.push(tab);
    }
  },
}));
jest.mock("@jupyterlab/application", () => ({ ILabShell: { name: "shell" }, ILayoutRestorer: { name: "restorer" } }));
jest.mock("@jupyterlab/ui-components", () => ({ LabIcon: class {} }));
jest.mock("@jupyterlab/translation", () => ({
  ITranslator: { name: "translator" },
  nullTranslator: { load: () => ({ __: (text: string, ...values: string[]) => text.replace("%1", () => values[0]) }) },
}));

/** A notebook's context, as far as it is listened to. */
class FakeNotebook {
  readonly pathChanged = new Signal<this, string>(this);
  readonly disposed = new Signal<this, void>(this);
  readonly sessionContext = {
    session: { kernel: { id: "none yet" } },
    kernelChanged: new Signal<this, void>(this),
    statusChanged: new Signal<this, string>(this),
  };

  constructor(public path: string) {}

  rename(path: string): void {
    this.path = path;
    this.pathChanged.emit(path);
  }

  startKernel(id: string): void {
    this.sessionContext.session.kernel.id = id;
    this.sessionContext.kernelChanged.emit();
  }
}

const shown: Tab[] = [];
const activateById = jest.fn();
const commands = new CommandRegistry();
let restoring: RestoreOptions;
let seeNotebook: (panel: null, notebook: FakeNotebook) => void;

beforeAll(() => {
  workbenchTabPlugin.activate(
    {
      commands,
      docRegistry: {
        addWidgetExtension: (_: string, { createNew }: { createNew: typeof seeNotebook }) => (seeNotebook = createNew),
      },
    } as never,
    { currentWidget: null, add: (tab: Tab) => shown.push(tab), activateById } as never,
    null,
    null,
    { restore: (_: object, options: RestoreOptions) => (restoring = options) } as never,
  );
});

function openNotebook(path: string, kernel: string): FakeNotebook {
  const notebook = new FakeNotebook(path);
  seeNotebook(null, notebook);
  notebook.startKernel(kernel);
  return notebook;
}

/** A workbench of a kernel; what it draws in a tab is its name. */
function runCell(
  kernel: string,
  folder: string,
  name: string,
  drawView: () => Promise<object> = () => drawName(name),
): WorkbenchModel {
  return openModel(
    new FakeKernel(madeUpMap(3)),
    { ...STATE, folder },
    { kernel: { id: kernel }, create_view: drawView },
  );
}

async function drawName(name: string): Promise<object> {
  const luminoWidget = new Widget();
  luminoWidget.node.textContent = name;
  return { luminoWidget };
}

/** What JupyterLab does after a reload. */
async function bringBack(place: Place): Promise<Tab> {
  await commands.execute(restoring.command, { ...place });
  return shown.at(-1) as Tab;
}

async function textOf({ content }: Tab): Promise<string | null> {
  await new Promise((done) => setTimeout(done, 5));
  await settle();
  return content.node.textContent;
}

describe("a tab of the workbench", () => {
  it("holds another view of the workbench that is looked at, by command and by the workbench's own button", async () => {
    expect(document.body.dataset.dcTabs).toBe("true");
    await commands.execute(OPEN_WORKBENCH_TAB);
    expect(showErrorMessage).toHaveBeenLastCalledWith(
      "There is no workbench to open",
      expect.stringContaining("Run the cell with session.show()"),
    );
    const { WorkbenchView } = await import("datacrafter-widgets"); // the one that the plugin means
    openNotebook("looked-at.ipynb", "looked at");
    const view = new WorkbenchView({ model: runCell("looked at", "runs/a", "looked at"), options: {} } as never);
    view.render();
    document.body.append(view.el);
    await commands.execute(OPEN_WORKBENCH_TAB);
    const [tab] = shown;
    await expect(textOf(tab)).resolves.toBe("looked at");
    expect(tab.content.widgets[0].hasClass("dc-in-tab")).toBe(true);
    expect(tab.title).toMatchObject({ label: "Workbench", caption: "looked-at.ipynb", closable: true });
    expect(restoring.args(tab)).toEqual({ path: "looked-at.ipynb", folder: "runs/a" });
    activateById.mockClear();
    buttonNamed(view.el, "Open in a tab").click();
    await settle();
    expect(shown).toEqual([tab]);
    expect(activateById).toHaveBeenCalledWith(tab.id);
    view.remove();
    await commands.execute(OPEN_WORKBENCH_TAB);
    expect(shown).toHaveLength(1);
  });

  it("is of the workbench whose button was pressed, whichever was drawn last", async () => {
    const { WorkbenchView } = await import("datacrafter-widgets");
    openNotebook("two.ipynb", "two");
    const [first, second] = ["runs/a", "runs/b"].map((folder) => {
      const view = new WorkbenchView({ model: runCell("two", folder, folder), options: {} } as never);
      view.render();
      document.body.append(view.el);
      return view;
    });
    buttonNamed(first.el, "Open in a tab").click();
    await settle();
    first.remove();
    second.remove();
    await expect(textOf(shown.at(-1) as Tab)).resolves.toBe("runs/a");
  });

  it("is not brought back when its notebook cannot be told, as in a console", async () => {
    const { WorkbenchView } = await import("datacrafter-widgets");
    const view = new WorkbenchView({ model: runCell("of a console", "runs/a", "console"), options: {} } as never);
    view.render();
    await commands.execute(OPEN_WORKBENCH_TAB);
    view.remove();
    const tab = shown.at(-1) as Tab;
    await expect(textOf(tab)).resolves.toBe("console");
    expect(restoring.name(tab)).toBe("");
  });

  it("comes back with what to do next, and with the workbench once that lives", async () => {
    const tab = await bringBack({ path: "later.ipynb", folder: "runs/a" });
    await expect(textOf(tab)).resolves.toBe("The workbench comes back when its notebook is open: open later.ipynb.");
    openNotebook("later.ipynb", "later");
    await expect(textOf(tab)).resolves.toBe(
      "The workbench comes back when its cell has been run: run the cell with session.show() in later.ipynb.",
    );
    runCell("later", "runs/a", "closed by the next");
    runCell("later", "runs/a", "newest");
    await expect(textOf(tab)).resolves.toBe("newest");
    await expect(bringBack(restoring.args(tab))).resolves.toBe(tab);
  });

  it("holds the workbench of its own notebook and session", async () => {
    const places = ["pets", "cars"].flatMap((path) => ["runs/a", "runs/b"].map((folder) => ({ path, folder })));
    const tabs: Tab[] = [];
    for (const place of places) tabs.push(await bringBack(place));
    expect(new Set(tabs.map((tab) => restoring.name(tab))).size).toBe(4);
    for (const path of ["pets", "cars"]) openNotebook(path, path);
    for (const { path, folder } of [...places].reverse()) runCell(path, folder, `${path} ${folder}`);
    await expect(Promise.all(tabs.map(textOf))).resolves.toEqual(places.map(({ path, folder }) => `${path} ${folder}`));
  });

  it.each<[string, (notebook: FakeNotebook, model: WorkbenchModel) => void]>([
    ["the kernel restarts", ({ sessionContext }) => sessionContext.statusChanged.emit("restarting")],
    ["the kernel died and starts anew", ({ sessionContext }) => sessionContext.statusChanged.emit("autorestarting")],
    ["the kernel is dead", ({ sessionContext }) => sessionContext.statusChanged.emit("dead")],
    ["the notebook gets another kernel", (notebook) => notebook.startKernel("another")],
    ["the kernel closes it", (_, model) => void model.close(true)],
  ])("says what to do when %s, and holds the workbench again when its cell has been run", async (_, end) => {
    const tab = await bringBack({ path: "ends.ipynb", folder: "runs/a" });
    const notebook = openNotebook("ends.ipynb", "first");
    end(notebook, runCell("first", "runs/a", "before"));
    await expect(textOf(tab)).resolves.toMatch(/run the cell with session.show\(\) in ends.ipynb/);
    runCell(notebook.sessionContext.session.kernel.id, "runs/a", "after");
    await expect(textOf(tab)).resolves.toBe("after");
    notebook.disposed.emit();
    await expect(textOf(tab)).resolves.toMatch(/open ends.ipynb/);
  });

  it("does not show a workbench that ended while it was drawn", async () => {
    const tab = await bringBack({ path: "quick.ipynb", folder: "runs/a" });
    const { sessionContext } = openNotebook("quick.ipynb", "quick");
    const late = new Widget();
    let finish: (view: object) => void = () => undefined;
    runCell("quick", "runs/a", "quick", () => new Promise((drawn) => (finish = drawn)));
    await textOf(tab);
    sessionContext.statusChanged.emit("restarting");
    await textOf(tab);
    finish({ luminoWidget: late });
    await expect(textOf(tab)).resolves.toMatch(/run the cell/);
    expect(late.isDisposed).toBe(true);
  });

  it("keeps the workbench while the kernel is busy or out of reach for a while", async () => {
    const tab = await bringBack({ path: "busy.ipynb", folder: "runs/a" });
    const { sessionContext } = openNotebook("busy.ipynb", "busy");
    runCell("busy", "runs/a", "still here");
    for (const status of ["busy", "unknown", "idle"]) sessionContext.statusChanged.emit(status);
    await expect(textOf(tab)).resolves.toBe("still here");
  });

  it("follows its notebook to a new name, and is saved under it", async () => {
    const tab = await bringBack({ path: "old.ipynb", folder: "runs/a" });
    const notebook = openNotebook("old.ipynb", "renamed");
    mockSaved.length = 0;
    notebook.rename("new.ipynb");
    await expect(textOf(tab)).resolves.toMatch(/in new.ipynb\.$/);
    expect(tab.title.caption).toBe("new.ipynb");
    expect(restoring.args(tab)).toEqual({ path: "new.ipynb", folder: "runs/a" });
    expect(mockSaved).toEqual([tab]);
    runCell("renamed", "runs/a", "renamed");
    await expect(textOf(tab)).resolves.toBe("renamed");
  });

  it("shows a stranger's path as text", async () => {
    const tab = await bringBack({ path: "<img src=x onerror=alert(1)>$&.ipynb", folder: "runs/a" });
    await expect(textOf(tab)).resolves.toContain("open <img src=x onerror=alert(1)>$&.ipynb.");
    expect(tab.content.node.querySelector("img")).toBeNull();
  });
});
