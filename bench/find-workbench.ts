import type { Page } from "@playwright/test";

interface LuminoWidget<Model> {
  _view?: { model: Model; el: HTMLElement };
  children(): Iterable<LuminoWidget<Model>>;
}

/** The page, with what a benchmark needs of it. */
export interface WorkbenchWindow<Model> {
  jupyterapp: { shell: { currentWidget: LuminoWidget<Model> } };
  /** the model of the workbench in the open notebook */
  model: Model;
}

/** Finds the widget's model of the workbench in the open notebook and keeps it as window.model. */
export async function findWorkbench(page: Page): Promise<void> {
  await page.evaluate(() => {
    const found = window as unknown as WorkbenchWindow<unknown>;
    const findModel = (widget: LuminoWidget<unknown>): unknown => {
      if (widget._view?.el.querySelector(".dc-toolbar")) return widget._view.model;
      for (const child of widget.children()) {
        const model = findModel(child);
        if (model) return model;
      }
      return undefined;
    };
    found.model = findModel(found.jupyterapp.shell.currentWidget);
    if (!found.model) throw new Error("the open notebook shows no workbench");
  });
}
