import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** What axe calls serious or critical inside an element, each with the element that it means. */
export async function barriers(page: Page, selector: string): Promise<string[]> {
  // JupyterLab's body is 0 px high and cuts what overflows, so axe would take everything in it for hidden and judge no colour
  await page.addStyleTag({ content: "body { min-height: 100vh; }" });
  const { passes, violations } = await new AxeBuilder({ page }).include(selector).analyze();
  const judged = [...passes, ...violations].filter(({ id }) => id === "color-contrast").flatMap(({ nodes }) => nodes);
  if (!judged.some(({ any }) => any.some(({ data }) => data?.contrastRatio > 0))) {
    throw new Error(`axe saw no text in ${selector}; what it finds says nothing.`);
  }
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}
