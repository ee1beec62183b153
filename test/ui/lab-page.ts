import { stripVTControlCharacters } from "node:util";
import { expect, type JSHandle, type Locator, type Page } from "@playwright/test";

/** JupyterLab's application object, present because the test server exposes it. */
interface LabWindow {
  jupyterapp: {
    restored: Promise<void>;
    commands: { execute(id: string, args?: unknown): Promise<unknown> };
    shell: { currentWidget: { sessionContext?: SessionContext } | null };
  };
}

interface SessionContext {
  ready: Promise<void>;
  session: { kernel: Kernel };
}

interface Kernel {
  info: Promise<unknown>;
  requestExecute(content: { code: string }): KernelRequest;
}

interface KernelRequest {
  done: Promise<{ content: { status: "ok" | "error" | "aborted"; ename?: string; evalue?: string } }>;
  onIOPub: (message: { header: { msg_type: string }; content: { name?: string; text?: string } }) => void;
}

/** @param workspace the name of JupyterLab's layout; a second tab needs one of its own */
export async function openNotebook(page: Page, url: string, path: string, workspace?: string): Promise<void> {
  const lab = workspace === undefined ? "lab" : `lab/workspaces/${workspace}`;
  await page.goto(`${url}/${lab}/tree/${path}?reset`);
  await restored(page);
}

/** After a reload without ?reset, so that the layout comes back as the person left it. */
export async function restored(page: Page): Promise<void> {
  await layoutRestored(page);
  await page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)").waitFor();
  await kernelReady(page);
}

/** Whatever is in front. */
export async function layoutRestored(page: Page): Promise<void> {
  await page.waitForFunction(() => "jupyterapp" in window, undefined, { timeout: 60_000 });
  await page.evaluate(() => (window as unknown as LabWindow).jupyterapp.restored);
}

/** Opens a notebook that names no kernel, and answers "No Kernel" when asked for one. */
export async function withoutKernel(page: Page, url: string, path: string): Promise<void> {
  await page.goto(`${url}/lab/tree/${path}?reset`);
  await layoutRestored(page);
  const dialog = page.getByRole("dialog").filter({ hasText: "Select Kernel" });
  await dialog.getByRole("button", { name: "No Kernel" }).click();
  await expect(dialog).toHaveCount(0);
}

/** A notebook that is run before its kernel has answered asks which kernel to use. */
export async function kernelReady(page: Page): Promise<void> {
  const context = await contextInFront(page);
  await context.evaluate(async (found) => {
    await found.ready;
    await found.session.kernel.info;
  });
}

/** Of the notebook in front, once JupyterLab calls it that: its panel is in the page a moment before. */
function contextInFront(page: Page): Promise<JSHandle<SessionContext>> {
  const find = (): SessionContext | undefined =>
    (window as unknown as LabWindow).jupyterapp.shell.currentWidget?.sessionContext;
  return page.waitForFunction(find, undefined, { polling: 100 }) as Promise<JSHandle<SessionContext>>;
}

export async function command(page: Page, id: string, args: unknown = {}): Promise<void> {
  await page.evaluate(
    ([name, given]) => (window as unknown as LabWindow).jupyterapp.commands.execute(name as string, given),
    [id, args] as const,
  );
}

/** Changes JupyterLab's theme, and waits until it can be seen: a splash screen covers the page while style sheets load. */
export async function changeTheme(page: Page, name: "Light" | "Dark"): Promise<void> {
  await command(page, "apputils:change-theme", { theme: `JupyterLab ${name}` });
  await expect(page.locator("body")).toHaveAttribute("data-jp-theme-name", `JupyterLab ${name}`);
  await expect(page.locator("#jupyterlab-splash")).toHaveCount(0);
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

/** Runs code in the notebook's kernel, beside its cells, and returns the text it printed, without its colours; fails with the kernel's words when the code does. */
export async function askKernel(page: Page, code: string): Promise<string> {
  const context = await contextInFront(page);
  const printed = await context.evaluate(async ({ session }, text) => {
    const request = session.kernel.requestExecute({ code: text });
    let printed = "";
    request.onIOPub = ({ header, content }) => {
      if (header.msg_type === "stream" && content.name === "stdout") printed += content.text;
    };
    const { content } = await request.done;
    if (content.status !== "ok") throw new Error(`${content.ename}: ${content.evalue}`);
    return printed;
  }, code);
  return stripVTControlCharacters(printed).trim();
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
  await expect(workbench(page).locator(".dc-map-label").first()).toBeVisible({ timeout: 60_000 });
  await workbench(page).scrollIntoViewIfNeeded();
}
