import { isDeepStrictEqual } from "node:util";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { barriers } from "./barriers";
import { type JupyterServer, startJupyter } from "./jupyter-server";
import { changeTheme, command, lookAtWorkbench, openNotebook, runAll, workbench } from "./lab-page";
import { SMALL_SESSION, writeNotebook } from "./write-notebook";

const HOSTILE_CLASSES = ["<img src=x onerror=window.hacked=1>", 'a "quoted" class 🦊'];
/** Copies three pictures into each hostile class folder, as a stranger's dataset would have them. */
const HOSTILE_SESSION = [
  `import * as dc from "datacrafter";
import { cpSync } from "node:fs";
import { basename, join } from "node:path";`,
  `const critters = await dc.loadCritters("data/critters", { perClass: 3, testPerClass: 1 });
const training = critters.images.filter((image) => image.split === "train");
${JSON.stringify(HOSTILE_CLASSES)}.forEach((name, index) => {
  for (const { path } of training.slice(3 * index, 3 * index + 3)) cpSync(path, join("data/hostile", name, basename(path)));
});
const hostile = await dc.loadImageFolder("data/hostile", { name: "<b onmouseover=window.hacked=1>hostile</b>" });
const session = await dc.openSession("runs/hostile", { dataset: hostile });
await session.expand({ perImage: 1 });`,
  "session.show();",
];

let server: JupyterServer;
test.beforeAll(async () => {
  server = await startJupyter();
});
test.afterAll(async () => {
  await server?.stop();
});

test("two tabs of one kernel show and do the same; an error stays in the tab that asked", async ({ context }) => {
  const { first, second } = await openTwoTabs(context);

  await test.step("what is selected in one tab is selected in the other", async () => {
    await expect(ids(second)).resolves.toEqual([]);
    await classButton(first, "cat").click();
    await expect(summary(first)).toContainText("3");
    await expect.poll(() => ids(second)).toEqual(await ids(first));
    expect(await ids(first)).toHaveLength(3);
    await expect(summary(second)).toHaveText((await summary(first).textContent()) ?? "");
  });

  const untouched = await status(first).textContent();
  await test.step("what is rejected in one is counted in the other, and undone from there", async () => {
    await expect(status(second)).toHaveText(untouched ?? "");
    await press(second, "Reject");
    await expect(status(first)).toContainText("3 rejected");
    await expect(status(second)).toContainText("3 rejected");
    await press(first, "Undo");
    await expect(status(first)).toHaveText(untouched ?? "");
    await expect(status(second)).toHaveText(untouched ?? "");
  });

  await test.step("a prompt the kernel refuses is answered with a sentence, and changes nothing", async () => {
    await expect.poll(async () => isDeepStrictEqual(await shownBy(first), await shownBy(second))).toBe(true);
    const before = await shownBy(second);
    const card = workbench(first).locator(".dc-card").first();
    await card.getByRole("button", { name: "Edit", exact: true }).click();
    await card.getByRole("textbox").fill("[a | b");
    await card.getByRole("button", { name: "Save", exact: true }).click();
    const message = workbench(first).locator(".dc-message[data-level=error] .dc-message-text");
    await expect(message).toHaveText(/"\[" at character 1 is never closed/);
    await card.getByRole("button", { name: "Cancel", exact: true }).click();
    const after = { ...(await shownBy(first)), message: before.message };
    expect(after).toEqual(before);
    expect(await shownBy(second)).toEqual(before);
  });

  for (const theme of ["Light", "Dark"] as const) {
    await test.step(`no serious barrier in the ${theme} theme`, async () => {
      await changeTheme(first, theme);
      expect(await barriers(first, ".dc-workbench")).toEqual([]);
    });
  }
});

test("class names and titles of a stranger's dataset are shown as text", async ({ page }) => {
  writeNotebook(server.root, "hostile.ipynb", HOSTILE_SESSION);
  await openNotebook(page, server.url, "hostile.ipynb");
  await runAll(page);
  await lookAtWorkbench(page);
  for (const name of HOSTILE_CLASSES) {
    await expect(classButton(page, name)).toBeVisible();
    await classButton(page, name).click();
    await expect.poll(() => ids(page)).toHaveLength(3);
    await expect(summary(page)).toContainText(name);
    await workbench(page).locator(".dc-thumbnail").first().hover();
    await expect(workbench(page).locator(".dc-detail")).toContainText(name);
  }
  await expect(workbench(page).locator(".dc-title")).toHaveText("<b onmouseover=window.hacked=1>hostile</b>");
  await sweepOverMap(page);
  await expect(page.locator("img[src=x], .dc-workbench b[onmouseover]")).toHaveCount(0);
  expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
});

/** The second tab runs nothing: it finds the saved notebook, its running kernel, and in that the widget. */
async function openTwoTabs(context: BrowserContext): Promise<{ first: Page; second: Page }> {
  writeNotebook(server.root, "two-tabs.ipynb", SMALL_SESSION);
  const first = await context.newPage();
  await openNotebook(first, server.url, "two-tabs.ipynb");
  await runAll(first);
  await lookAtWorkbench(first);
  await command(first, "docmanager:save");
  const second = await context.newPage();
  await openNotebook(second, server.url, "two-tabs.ipynb", "second");
  await lookAtWorkbench(second);
  return { first, second };
}

function classButton(page: Page, name: string): ReturnType<Page["locator"]> {
  return workbench(page).locator(".dc-legend-classes").getByRole("button", { name, exact: true });
}

function summary(page: Page): ReturnType<Page["locator"]> {
  return workbench(page).locator(".dc-selection .dc-summary");
}

function status(page: Page): ReturnType<Page["locator"]> {
  return workbench(page).locator(".dc-toolbar .dc-status").first();
}

async function press(page: Page, name: string): Promise<void> {
  const button = workbench(page).locator(".dc-button", { hasText: name }).first();
  await expect(button).toBeEnabled();
  await button.click();
}

/** The selected images, as their thumbnails are in the page. */
async function ids(page: Page): Promise<string[]> {
  const shown = workbench(page).locator(".dc-thumbnail:visible");
  return shown.evaluateAll((found) => found.map((each) => (each as HTMLElement).dataset.id ?? ""));
}

/** Everything a person could see changed by a request. */
async function shownBy(page: Page): Promise<Record<string, unknown>> {
  return {
    status: await status(page).textContent(),
    summary: await summary(page).textContent(),
    ids: await ids(page),
    cards: await workbench(page).locator(".dc-card").allTextContents(),
    undo: await workbench(page).getByRole("button", { name: /^Undo/ }).getAttribute("title"),
    message: await workbench(page).locator(".dc-message-text").textContent(),
  };
}

/** Moves the pointer over the whole map, so that cards appear for points on the way. */
async function sweepOverMap(page: Page): Promise<void> {
  const map = workbench(page).locator(".dc-map-host");
  await map.scrollIntoViewIfNeeded();
  const box = await map.boundingBox();
  if (!box) throw new Error("the map is not in the page");
  for (let row = 1; row < 12; row++) {
    await page.mouse.move(box.x + 2, box.y + (box.height * row) / 12);
    await page.mouse.move(box.x + box.width - 2, box.y + (box.height * row) / 12, { steps: 25 });
  }
}
