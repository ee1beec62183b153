import { Panel, type Widget } from "@lumino/widgets";

const WIDGET_TYPE = "application/vnd.jupyter.widget-view+json";
const HTML_TYPE = "text/html";
/** A widget that lives is there sooner, and its reader sees nothing else in between. */
const PATIENCE_MS = 500;
/** How often to look whether the widget manager has come. */
const LOOK_AGAIN_MS = 500;

/** What is used of a notebook's registry of renderers. */
export interface Renderers {
  createRenderer(mimeType: string): Renderer;
  getFactory(mimeType: string): object | undefined;
  addFactory(factory: object, rank?: number): void;
}

/** What is shown of an output. */
export interface OutputModel {
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Renderer extends Widget {
  renderModel(model: OutputModel): Promise<void>;
}

/**
 * An output that holds a widget and HTML beside it: the widget while its model lives, else the HTML.
 * A widget without a model shows a line of text and no element, so that is what is looked for, whatever the line says and in whatever language.
 * In a notebook that is opened beside its running kernel, outputs are drawn before the widget manager is there. It hands itself to the renderers that it finds in cells, and does not find one in here;
 * those made later have it. So the widget is drawn again once the registry makes them differently.
 */
export class SavedOutput extends Panel implements Renderer {
  readonly #renderers: Renderers;
  readonly #observer: MutationObserver;
  #live: Renderer | null = null;
  #factory: object | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;
  #saved: Renderer | null = null;

  constructor(renderers: Renderers) {
    super();
    this.#renderers = renderers;
    this.#observer = new MutationObserver(() => this.#choose());
  }

  async renderModel(model: OutputModel): Promise<void> {
    for (const widget of [...this.widgets]) widget.dispose();
    this.#saved = null;
    const rendered = this.#drawWidget(model);
    // without a kernel the widget manager may never answer
    await Promise.race([rendered, new Promise((done) => setTimeout(done, PATIENCE_MS))]);
    if (this.isDisposed) return;
    if (!this.#isAlive()) this.#lookAgain(model);
    if (!this.#isAlive() && typeof model.data[HTML_TYPE] === "string") await this.#showSaved(model);
    this.#choose();
  }

  override dispose(): void {
    this.#observer.disconnect();
    clearInterval(this.#looking);
    super.dispose();
  }

  #drawWidget(model: OutputModel): Promise<void> {
    this.#observer.disconnect();
    this.#live?.dispose();
    this.#factory = this.#renderers.getFactory(WIDGET_TYPE);
    const live = this.#renderers.createRenderer(WIDGET_TYPE);
    this.#live = live;
    this.insertWidget(0, live);
    this.#observer.observe(live.node, { childList: true });
    return live.renderModel(model);
  }

  /** JupyterLab tells nobody of a new factory. */
  #lookAgain(model: OutputModel): void {
    clearInterval(this.#looking);
    this.#looking = setInterval(() => {
      if (this.#isAlive()) return clearInterval(this.#looking);
      const factory = this.#renderers.getFactory(WIDGET_TYPE);
      if (factory === undefined || factory === this.#factory) return;
      void this.#drawWidget(model);
      this.#choose();
    }, LOOK_AGAIN_MS);
  }

  async #showSaved(model: OutputModel): Promise<void> {
    const saved = this.#renderers.createRenderer(HTML_TYPE);
    await saved.renderModel(model);
    this.#saved = saved;
    this.addWidget(saved);
  }

  #isAlive(): boolean {
    return (this.#live?.node.childElementCount ?? 0) > 0;
  }

  /** The widget may come back later: when its kernel is found again after a reload. */
  #choose(): void {
    this.#live?.setHidden(this.#saved !== null && !this.#isAlive());
    this.#saved?.setHidden(this.#isAlive());
  }
}
