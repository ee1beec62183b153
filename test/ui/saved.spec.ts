import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { barriers } from "./barriers";
import { type JupyterServer, startJupyter } from "./jupyter-server";
import { withoutKernel } from "./lab-page";

/** A saved notebook in JupyterLab where no kernel runs: what a colleague sees who has the file and nothing else. */
const REPOSITORY = resolve(__dirname, "../..");
let folder: string;
let server: JupyterServer;

test.beforeAll(async () => {
  mkdirSync(join(REPOSITORY, "test-results"), { recursive: true });
  folder = mkdtempSync(join(REPOSITORY, "test-results", "saved-"));
  execFileSync(process.execPath, [join(__dirname, "write-pages.cjs"), folder], { stdio: "inherit" });
  server = await startJupyter();
});

test.afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a trusted notebook without a kernel shows the map as a picture, the map to explore, and the tables", async ({
  page,
}) => {
  const { output, asked, errors } = await openSaved(page, "trusted.ipynb", true);
  await expectPictureAndTables(output);
  const map = output.frameLocator("iframe");
  await map.getByRole("button", { name: "Zoom in" }).click();
  await map.getByRole("group", { name: /Map of pets/ }).press("ArrowRight");
  await expect(map.getByRole("status")).toContainText(/an original|generated in iteration \d/);
  await map.getByRole("button", { name: "cat" }).click();
  await expect(map.getByRole("button", { name: "cat" })).toHaveAttribute("aria-pressed", "false");
  expect(await barriers(page, ".jp-CodeCell .jp-OutputArea-output")).toEqual([]);
  expect([asked, errors]).toEqual([[], []]);
});

test("a notebook that is not trusted shows the picture and the tables, and runs nothing", async ({ page }) => {
  const { output, asked, errors } = await openSaved(page, "stranger.ipynb", false);
  await expectPictureAndTables(output);
  await expect(output.locator("iframe, script")).toHaveCount(0);
  expect(await barriers(page, ".jp-CodeCell .jp-OutputArea-output")).toEqual([]);
  expect([asked, errors]).toEqual([[], []]);
});

/** @returns the output of its cell; what the page asks of the network outside, all refused; what its scripts complain of */
async function openSaved(
  page: Page,
  name: string,
  isTrusted: boolean,
): Promise<{ output: Locator; asked: readonly string[]; errors: readonly string[] }> {
  // what is signed is the content, whatever the file's name: each copy has one of its own
  const notebook = JSON.parse(readFileSync(join(folder, "saved.ipynb"), "utf8"));
  writeFileSync(join(server.root, name), JSON.stringify({ ...notebook, metadata: { title: name } }));
  if (isTrusted) server.trust(name);
  const asked: string[] = [];
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.route(
    (url) => /^(https?|wss?):$/.test(url.protocol) && url.origin !== server.url,
    (route) => {
      asked.push(route.request().url());
      return route.abort();
    },
  );
  await withoutKernel(page, server.url, name);
  const output = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-OutputArea-output").first();
  return { output, asked, errors };
}

async function expectPictureAndTables(output: Locator): Promise<void> {
  await expect(output).toBeVisible();
  const picture = output.getByRole("img", { name: /Map of pets/ });
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  await expect(output.getByRole("cell", { name: "6", exact: true }).first()).toBeVisible();
  // the line that the widget manager leaves where a model is missing is there, and hidden
  const complaint = output.getByText(/Error displaying widget|model not found|Loading widget/i);
  await expect(complaint.filter({ visible: true })).toHaveCount(0);
  await expect(output.locator(".dc-workbench")).toHaveCount(0);
}
