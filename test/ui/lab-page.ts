import { expect, type Locator, type Page } from "@playwright/test";

/** JupyterLab's application object, present because the test server exposes it. */
interface LabWindow {
  jupyterapp: {
    restored: Promise<void>;
    commands: { execute(id: string, args?: unknown): Promise<unknown> };
    shell: {
      currentWidget: { sessionContext: { ready: Promise<void>; session: { kernel: { info: Promise<unknown> } } } };
    };
  };
}

/** @param workspace the name of JupyterLab's layout; a second tab needs one of its own */
export async function openNotebook(page: Page, url: string, path: string, workspace?: string): Promise<void> {
  const lab = workspace === undefined ? "lab" : `lab/workspaces/${workspace}`;
  await page.goto(`${url}/${lab}/tree/${path}?reset`);
  await restored(page);
}

/** After a reload without ?reset, so that the layout comes back as the person left it. */
export async function restored(page: Page): Promise<void> {
  await page.waitForFunction(() => "jupyterapp" in window, undefined, { timeout: 60_000 });
  await page.evaluate(() => (window as unknown as LabWindow).jupyterapp.restored);
  await page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)").waitFor();
  await kernelReady(page);
}

/** A notebook that is run before its kernel has answered asks which kernel to use. */
export async function kernelReady(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { sessionContext } = (window as unknown as LabWindow).jupyterapp.shell.currentWidget;
    await sessionContext.ready;
    await sessionContext.session.kernel.info;
  });
}

export async function command(page: Page, id: string, args: unknown = {}): Promise<void> {
  await page.evaluate(
    ([name, given]) => (window as unknown as LabWindow).jupyterapp.commands.execute(name as string, given),
    [id, args] as const,
  );
}

/** For commands that end only when a dialog is answered. */
export async function startCommand(page: Page, id: string): Promise<void> {
  await page.evaluate((name) => {
    void (window as unknown as LabWindow).jupyterapp.commands.execute(name);
  }, id);
}

/** Runs every cell and waits until the last one has ended; fails when a cell shows an error. */
export async function runAll(page: Page, timeoutMs = 180_000): Promise<void> {
  await command(page, "notebook:run-all-cells");
  await noCellRunning(page, timeoutMs);
  await expect(page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.error']")).toHaveCount(0);
}

export async function noCellRunning(page: Page, timeoutMs: number): Promise<void> {
  await page.waitForFunction(
    () => {
      const prompts = [
        ...document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputArea-prompt"),
      ].map((prompt) => prompt.textContent);
      return prompts.length > 0 && prompts.every((text) => /\[\d+\]/.test(text ?? ""));
    },
    undefined,
    { timeout: timeoutMs, polling: 250 },
  );
}

/** Runs code in a new last cell and returns the text it printed: how a test asks the kernel itself. */
export async function askKernel(page: Page, code: string): Promise<string> {
  await command(page, "notebook:move-cursor-down").catch(() => undefined);
  const last = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell").last();
  await last.scrollIntoViewIfNeeded();
  await last.locator(".jp-InputPrompt, .jp-InputArea-prompt").first().click();
  await command(page, "notebook:insert-cell-below");
  await command(page, "notebook:replace-selection", { text: code });
  const asked = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell").last();
  await command(page, "notebook:run-cell");
  await expect(asked.locator(".jp-InputArea-prompt")).toHaveText(/\[\d+\]/, { timeout: 60_000 });
  return (await asked.locator(".jp-OutputArea-output").allInnerTexts()).join("\n").trim();
}

/** The first workbench of the open notebook. */
export function workbench(page: Page): Locator {
  return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .dc-workbench").first();
}

/** Scrolls to the workbench and waits for its map: JupyterLab draws an output when it comes into view. */
export async function lookAtWorkbench(page: Page): Promise<void> {
  const cell = page
    .locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell", { hasText: "session.show();" })
    .first();
  await cell.scrollIntoViewIfNeeded();
  await expect(workbench(page).locator(".dc-map-host .plotly")).toBeVisible({ timeout: 60_000 });
  await workbench(page).scrollIntoViewIfNeeded();
}
