import "../widgets/browser-stand-ins";

import { showErrorMessage } from "@jupyterlab/apputils";
import { CommandRegistry } from "@lumino/commands";
import plugins from "../../labextension/src/plugin";
import { OPEN_QUICKSTART, quickstartPlugin } from "../../labextension/src/quickstart-plugin";
import { widgetPlugin } from "../../labextension/src/widget-plugin";
import { OPEN_WORKBENCH_TAB, workbenchTabPlugin } from "../../labextension/src/workbench-tab-plugin";

// JupyterLab's own user interface is not under test, and half of it does not load in jsdom; the tokens are all that is needed.
jest.mock("@jupyterlab/apputils", () => ({
  ICommandPalette: { name: "palette" },
  showErrorMessage: jest.fn(),
}));
jest.mock("@jupyterlab/application", () => ({ ILabShell: { name: "shell" }, ILayoutRestorer: { name: "restorer" } }));
jest.mock("@jupyterlab/launcher", () => ({ ILauncher: { name: "launcher" } }));
jest.mock("@jupyterlab/ui-components", () => ({ LabIcon: class {} }));
jest.mock("@jupyterlab/translation", () => ({
  ITranslator: { name: "translator" },
  nullTranslator: { load: () => ({ __: (text: string) => text }) },
}));

function fakeApp(paths: readonly string[]) {
  const opened: unknown[] = [];
  const commands = new CommandRegistry();
  commands.addCommand("docmanager:open", { execute: (args) => opened.push(args) });
  const get = async (folder: string) => ({ content: folder === "" ? paths.map((path) => ({ path })) : [] });
  const save = async (): Promise<object> => ({});
  const app = { commands, serviceManager: { contents: { get, save } } };
  return { app, commands, opened };
}

describe("the labextension", () => {
  it("registers the widget so that it is loaded only when one is shown", () => {
    const registered: { name: string; version: string; exports: unknown }[] = [];
    const registry = { registerWidget: (data: (typeof registered)[number]) => registered.push(data) };
    widgetPlugin.activate({} as never, registry);
    expect(registered).toMatchObject([{ name: "datacrafter-widgets", version: "0.1.0" }]);
    expect(typeof registered[0].exports).toBe("function");
  });

  it("gives the registry the model and the view that the kernel names", async () => {
    let load: (() => Promise<object>) | undefined;
    widgetPlugin.activate({} as never, {
      registerWidget: (data: { exports: () => Promise<object> }) => (load = data.exports),
    });
    const widgets = await load?.();
    expect(Object.keys(widgets ?? {}).sort()).toEqual([
      "AnnotatorModel",
      "AnnotatorView",
      "WorkbenchModel",
      "WorkbenchView",
    ]);
  });

  it("opens the quickstart from launcher and palette", async () => {
    const { app, commands, opened } = fakeApp(["datacrafter-quickstart.ipynb"]);
    const launcher = { add: jest.fn() };
    const palette = { addItem: jest.fn() };
    quickstartPlugin.activate(app as never, null, launcher, palette);
    expect(launcher.add).toHaveBeenCalledWith(expect.objectContaining({ command: OPEN_QUICKSTART }));
    expect(palette.addItem).toHaveBeenCalledWith(
      expect.objectContaining({ command: OPEN_QUICKSTART, category: "DataCrafter" }),
    );
    expect(commands.label(OPEN_QUICKSTART, { isPalette: true })).toBe("Open the quickstart");
    await commands.execute(OPEN_QUICKSTART);
    expect(opened).toEqual([{ path: "datacrafter-quickstart.ipynb" }]);
  });

  it("works without launcher, palette and translator, as in Notebook 7", () => {
    const { app, commands } = fakeApp([]);
    quickstartPlugin.activate(app as never, null, null, null);
    expect(commands.hasCommand(OPEN_QUICKSTART)).toBe(true);
  });

  it("says why when the server refuses", async () => {
    const { app, commands } = fakeApp([]);
    app.serviceManager.contents.save = () => Promise.reject(new Error("Permission denied"));
    quickstartPlugin.activate(app as never, null, null, null);
    await commands.execute(OPEN_QUICKSTART);
    expect(showErrorMessage).toHaveBeenCalledWith("The quickstart cannot be opened", new Error("Permission denied"));
  });

  it("opens no tabs where there are none, as in Notebook 7", () => {
    const { app, commands } = fakeApp([]);
    workbenchTabPlugin.activate(app as never, null, null, null, null);
    expect(commands.hasCommand(OPEN_WORKBENCH_TAB)).toBe(false);
  });

  it("asks for nothing but the widget registry", () => {
    expect(plugins.flatMap((plugin) => plugin.requires ?? []).map((token) => token.name)).toEqual([
      "jupyter.extensions.jupyterWidgetRegistry",
    ]);
  });
});
