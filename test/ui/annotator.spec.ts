import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { barriers } from "./barriers";
import { type JupyterServer, startJupyter } from "./jupyter-server";
import { askKernel, changeTheme, command, kernelReady, openNotebook, restored, runAll, startCommand } from "./lab-page";
import { writeNotebook } from "./write-notebook";

const PICTURES = join(__dirname, "../../test-results/pictures");
const VOCABULARY = ["cat", "dog", "duck", "fish", "owl", "bear", "fox", "pig", "rabbit", "turtle", "grass", "snow"];
const CELLS = [
  'import * as dc from "datacrafter";',
  `const critters = await dc.loadCritters("data/critters", { perClass: 3, testPerClass: 1 });
const suggestions = await dc.captionLabels(critters).label(critters.images);`,
  `const annotator = dc.annotate(critters.images, {
  directory: "runs/reference", sample: 12, suggestions: suggestions, vocabulary: ${JSON.stringify(VOCABULARY)},
});`,
];

let server: JupyterServer;
test.beforeAll(async () => {
  server = await startJupyter();
});
test.afterAll(async () => {
  await server?.stop();
});

test("a person annotates by the keyboard alone, and goes on after a reload and a restart", async ({ page }) => {
  writeNotebook(server.root, "annotate.ipynb", CELLS);
  await openNotebook(page, server.url, "annotate.ipynb");
  await runAll(page);
  const widget = await lookAtAnnotator(page);

  await test.step("no label is chosen beforehand, though some are suggested", async () => {
    await expect(title(page)).toHaveText("Image 1 of 12");
    await expect(widget.locator(".dc-suggested").first()).toBeVisible();
    await expect(widget.locator("[aria-pressed=true]")).toHaveCount(0);
    await expect.poll(() => pictureSide(page)).toBeGreaterThan(0);
    expect(await pictureSide(page)).toBeLessThanOrEqual(512);
  });

  await test.step("keys choose, go on, go back and undo; each answer is on disk before the next image", async () => {
    await tabTo(page, widget);
    await page.keyboard.press("1");
    await expect(chip(page, "cat")).toHaveAttribute("aria-pressed", "true");
    await goOn(page, "Enter", 2);
    await page.keyboard.press("2");
    await page.keyboard.press("b"); // after 9 come the letters: b is the eleventh
    await goOn(page, "ArrowRight", 3);
    await goOn(page, "n", 4);
    await goOn(page, "s", 5);
    await page.keyboard.press("/");
    await page.keyboard.type("Small  Hat");
    await page.keyboard.press("Enter");
    await expect(chip(page, "small hat")).toHaveAttribute("aria-pressed", "true");
    await goOn(page, "Enter", 6);
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowLeft");
    await expect(title(page)).toHaveText("Image 5 of 12");
    await expect(chip(page, "small hat")).toHaveAttribute("aria-pressed", "true");
    await page.keyboard.press("z");
    await expect(chip(page, "small hat")).toHaveAttribute("aria-pressed", "false");
    expect(answersOnDisk().size).toBe(4);
    await page.keyboard.press("d");
    await expect(chip(page, "small hat")).toHaveAttribute("aria-pressed", "true");
    await goOn(page, "Enter", 6);
    await expect(widget.getByRole("progressbar")).toHaveAttribute("aria-valuetext", "5 of 12");
  });

  const expected = await test.step("the kernel has the labels, in the shape compareLabels takes", async () => {
    const ids = JSON.parse(await askKernel(page, "console.log(JSON.stringify(annotator.images.map((i) => i.id)))"));
    const labels = { [ids[0]]: ["cat"], [ids[1]]: ["dog", "grass"], [ids[2]]: [], [ids[4]]: ["small hat"] };
    expect(await inKernel(page)).toEqual({ labels, skipped: [ids[3]], done: false });
    const judged = await askKernel(
      page,
      "console.log(dc.compareLabels(new Map(critters.images.map((i) => [i.id, [i.className]] as const)), annotator.labels).images.length)",
    );
    expect(judged).toBe("4");
    return { labels, skipped: [ids[3]], done: false };
  });

  await test.step("a page that is loaded again goes on at image 6", async () => {
    await command(page, "docmanager:save");
    const saved = readFileSync(join(server.root, "annotate.ipynb"), "utf8");
    expect(saved).toContain("4 of 12 images annotated, 1 skipped");
    expect(saved).not.toContain("image/webp");
    await page.reload();
    await restored(page);
    await lookAtAnnotator(page);
    await expect(title(page)).toHaveText("Image 6 of 12");
    await expect.poll(() => pictureSide(page)).toBeGreaterThan(0);
    await page.locator(".dc-annotator").first().focus();
    await goOn(page, "n", 7);
    await page.keyboard.press("z");
    await expect(title(page)).toHaveText("Image 6 of 12");
    expect(answersOnDisk().size).toBe(5);
  });

  await test.step("a kernel that is started again does as well", async () => {
    const before = await askKernel(page, "console.log(process.pid)");
    await startCommand(page, "kernelmenu:restart");
    await page.locator(".jp-Dialog .jp-mod-accept").click();
    await kernelReady(page);
    await runAll(page);
    expect(await askKernel(page, "console.log(process.pid)")).not.toBe(before);
    const widget = await lookAtAnnotator(page);
    await expect(title(page)).toHaveText("Image 6 of 12");
    expect(await inKernel(page)).toEqual(expected);
    await widget.focus();
    await goOn(page, "n", 7);
    await page.keyboard.press("z");
    await expect(title(page)).toHaveText("Image 6 of 12");
    expect(answersOnDisk().size).toBe(5);
  });

  await test.step("it has no serious barrier, light and dark, wide and narrow", async () => {
    const widget = await lookAtAnnotator(page);
    await widget.focus();
    for (const key of ["3", "f"]) await page.keyboard.press(key);
    for (const name of ["Light", "Dark"] as const) {
      await changeTheme(page, name);
      expect(await barriers(page, ".dc-annotator")).toEqual([]);
      await widget.screenshot({ path: join(PICTURES, `annotator-${name.toLowerCase()}.png`) });
    }
    await widget.evaluate((root) => {
      root.style.width = "500px";
    });
    expect(await barriers(page, ".dc-annotator")).toEqual([]);
    expect(await cutOff(widget)).toEqual([]);
    await widget.screenshot({ path: join(PICTURES, "annotator-narrow.png") });
  });
});

/** Scrolls to the annotator: JupyterLab draws an output when it comes into view. */
async function lookAtAnnotator(page: Page): Promise<Locator> {
  const widget = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .dc-annotator").first();
  const cell = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell", { hasText: "dc.annotate(" }).first();
  await cell.scrollIntoViewIfNeeded();
  await expect(widget.locator("img.dc-picture")).toBeVisible();
  await widget.scrollIntoViewIfNeeded();
  return widget;
}

/** Goes from the notebook into the annotator as a person without a mouse does. */
async function tabTo(page: Page, widget: Locator): Promise<void> {
  await page.keyboard.press("Escape"); // out of the cell's editor
  for (let presses = 0; presses < 30; presses++) {
    if (await widget.evaluate((root) => root === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("30 presses of Tab do not reach the annotator.");
}

/** Presses a key, waits for the image, and looks whether the one before has its answer in the file by then. */
async function goOn(page: Page, key: string, number: number): Promise<void> {
  await page.keyboard.press(key);
  await expect(title(page)).toHaveText(`Image ${number} of 12`);
  expect(answersOnDisk().size).toBe(number - 1);
}

function answersOnDisk(): ReadonlyMap<string, unknown> {
  const lines = readFileSync(join(server.root, "runs", "reference", "annotations.jsonl"), "utf8")
    .trimEnd()
    .split("\n");
  const answers = new Map<string, unknown>();
  for (const line of lines.map((each) => JSON.parse(each))) {
    if (line.kind === "answer") answers.set(line.id, line.labels);
    if (line.kind === "undo") answers.delete([...answers.keys()].at(-1) ?? "");
  }
  return answers;
}

function title(page: Page): Locator {
  return page.locator(".dc-annotator .dc-title").first();
}

function chip(page: Page, label: string): Locator {
  return page.locator(".dc-annotator .dc-tag", { has: page.locator(`.dc-tag-text:text-is("${label}")`) }).first();
}

function pictureSide(page: Page): Promise<number> {
  return page
    .locator(".dc-annotator img.dc-picture")
    .first()
    .evaluate((image: HTMLImageElement) => Math.max(image.naturalWidth, image.naturalHeight));
}

async function inKernel(page: Page): Promise<unknown> {
  return JSON.parse(
    await askKernel(
      page,
      "console.log(JSON.stringify({ labels: annotator.labels, skipped: annotator.skipped, done: annotator.done }))",
    ),
  );
}

/** Buttons and fields that reach beyond the widget's own edge. */
function cutOff(widget: Locator): Promise<string[]> {
  return widget.evaluate((root) => {
    const edge = root.getBoundingClientRect().right;
    return [...root.querySelectorAll("button, input, img")]
      .filter((each) => each.getBoundingClientRect().right > edge + 1)
      .map((each) => each.outerHTML);
  });
}
