import "../widgets/browser-stand-ins";

import { htmlRendererFactory } from "@jupyterlab/rendermime/lib/factories";
import { MimeModel } from "@jupyterlab/rendermime/lib/mimemodel";
import { RenderMimeRegistry } from "@jupyterlab/rendermime/lib/registry";
import { Panel, Widget } from "@lumino/widgets";
import { type OutputModel, type Renderer, type Renderers, SavedOutput } from "../../labextension/src/saved-output";
import { SAVED_OUTPUT_TYPE, savedOutputPlugin } from "../../labextension/src/saved-output-plugin";

// half of JupyterLab's user interface does not load in jsdom; the registry of renderers needs no more of it
jest.mock("@jupyterlab/apputils", () => ({ Sanitizer: class {} }));
jest.mock("@jupyterlab/ui-components", () => ({}));

const WIDGET_TYPE = "application/vnd.jupyter.widget-view+json";
const model: OutputModel = { data: { [WIDGET_TYPE]: { model_id: "m" }, "text/html": "<p>a picture</p>" } };

/** Stands in for a renderer: draws what it is told to. */
class FakeRenderer extends Panel implements Renderer {
  constructor(
    readonly draw: (node: HTMLElement) => void,
    readonly drawn: Promise<void>,
  ) {
    super();
  }

  renderModel(): Promise<void> {
    this.draw(this.node);
    return this.drawn;
  }
}

/** @param drawWidget what the widget manager does with the widget's node @param drawn when it says that it is done */
function show(
  drawWidget: (node: HTMLElement) => void,
  drawn: Promise<void> = Promise.resolve(),
): { output: SavedOutput; made: Map<string, FakeRenderer> } {
  const made = new Map<string, FakeRenderer>();
  const renderers: Renderers = {
    createRenderer(type) {
      const html = (node: HTMLElement): void => node.insertAdjacentHTML("beforeend", String(model.data[type]));
      const renderer =
        type === WIDGET_TYPE ? new FakeRenderer(drawWidget, drawn) : new FakeRenderer(html, Promise.resolve());
      made.set(type, renderer);
      return renderer;
    },
    getFactory: () => renderers,
    addFactory: () => undefined,
  };
  return { output: new SavedOutput(renderers), made };
}

const turn = (): Promise<void> => new Promise((done) => setTimeout(done));

describe("an output with a widget and HTML beside it", () => {
  it("shows the widget alone where its model lives", async () => {
    const { output, made } = show((node) => node.append(document.createElement("div")));
    await output.renderModel(model);
    expect([...made.keys()]).toEqual([WIDGET_TYPE]);
    expect(made.get(WIDGET_TYPE)!.isHidden).toBe(false);
  });

  it("shows the HTML in the place of the widget manager's line where it does not", async () => {
    const { output, made } = show((node) => node.append("Error displaying widget: model not found"));
    await output.renderModel(model);
    expect(made.get(WIDGET_TYPE)!.isHidden).toBe(true);
    expect(output.node.textContent).toContain("a picture");
    expect(made.get("text/html")!.isHidden).toBe(false);
  });

  it("gives way to a widget that comes back later", async () => {
    const { output, made } = show((node) => node.append("Loading widget..."));
    await output.renderModel(model);
    made.get(WIDGET_TYPE)!.addWidget(new Widget());
    await turn();
    expect([made.get(WIDGET_TYPE)!.isHidden, made.get("text/html")!.isHidden]).toEqual([false, true]);
  });

  it("leaves the widget manager's line where nothing was saved", async () => {
    const { output, made } = show((node) => node.append("Error displaying widget"));
    await output.renderModel({ data: { [WIDGET_TYPE]: {} } });
    expect([...made.keys()]).toEqual([WIDGET_TYPE]);
    expect(output.node.textContent).toBe("Error displaying widget");
    expect(made.get(WIDGET_TYPE)!.isHidden).toBe(false);
  });
});

describe("a widget manager that never answers", () => {
  it("does not keep the HTML from being shown", async () => {
    jest.useFakeTimers();
    const { output, made } = show((node) => node.append("Loading widget..."), new Promise(() => undefined));
    const shown = output.renderModel(model);
    await jest.advanceTimersByTimeAsync(1000);
    await shown;
    jest.useRealTimers();
    expect(made.get(WIDGET_TYPE)!.isHidden).toBe(true);
    expect(output.node.textContent).toContain("a picture");
  });
});

describe("a widget manager that comes after the output was drawn", () => {
  it("is asked again, and its widget takes the place of the HTML", async () => {
    jest.useFakeTimers();
    let factory = { draw: (_: HTMLElement): void => undefined };
    let draws = 0;
    const renderers: Renderers = {
      createRenderer(type) {
        if (type === WIDGET_TYPE) draws++;
        const html = (node: HTMLElement): void => node.insertAdjacentHTML("beforeend", String(model.data[type]));
        return new FakeRenderer(type === WIDGET_TYPE ? factory.draw : html, Promise.resolve());
      },
      getFactory: () => factory,
      addFactory: () => undefined,
    };
    const output = new SavedOutput(renderers);
    await output.renderModel(model);
    await jest.advanceTimersByTimeAsync(5000);
    expect(draws).toBe(1);
    factory = { draw: (node) => node.insertAdjacentHTML("beforeend", "<div>alive</div>") };
    await jest.advanceTimersByTimeAsync(5000);
    expect(draws).toBe(2);
    const [live, saved] = output.widgets;
    expect([live.isHidden, live.node.textContent, saved.isHidden]).toEqual([false, "alive", true]);
    output.dispose();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});

describe("the plugin", () => {
  it("is asked by JupyterLab's own registry for trusted outputs, and shows their HTML as it is", async () => {
    const rendermime = new RenderMimeRegistry({ initialFactories: [htmlRendererFactory] });
    const manager = {
      safe: false,
      mimeTypes: [WIDGET_TYPE],
      createRenderer: () => new FakeRenderer((node) => node.append("model not found"), Promise.resolve()),
    };
    rendermime.addFactory(manager as never, -10);
    const extensions: { createNew(panel: unknown): void }[] = [];
    const app = { docRegistry: { addWidgetExtension: (_: string, extension: never) => extensions.push(extension) } };
    savedOutputPlugin.activate(app as never);
    extensions[0].createNew({ content: { rendermime } });
    const data = {
      [SAVED_OUTPUT_TYPE]: {},
      [WIDGET_TYPE]: {},
      "text/html": '<p>a picture</p><iframe srcdoc="x"></iframe>',
    };
    expect(rendermime.preferredMimeType(data, "any")).toBe(SAVED_OUTPUT_TYPE);
    expect(rendermime.preferredMimeType(data, "ensure")).toBe("text/html");
    const renderer = rendermime.createRenderer(SAVED_OUTPUT_TYPE);
    await renderer.renderModel(new MimeModel({ data, trusted: true }));
    expect(renderer.node.querySelector("iframe")).not.toBeNull();
    expect(renderer.node.querySelector("p")?.textContent).toBe("a picture");
  });

  it("puts its renderer before the widget manager's in every notebook, for trusted outputs only", () => {
    const added: unknown[] = [];
    const extensions: { createNew(panel: unknown): void }[] = [];
    const app = { docRegistry: { addWidgetExtension: (_: string, extension: never) => extensions.push(extension) } };
    savedOutputPlugin.activate(app as never);
    extensions[0].createNew({
      content: { rendermime: { addFactory: (...factory: unknown[]) => added.push(factory) } },
    });
    expect(added).toEqual([[expect.objectContaining({ safe: false, mimeTypes: [SAVED_OUTPUT_TYPE] }), -20]]);
  });
});
