const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", $: "&#36;" };

/**
 * Text that plotly shows letter by letter. Unescaped, plotly obeys tags such as <b> and <a href>, and sets $...$ as TeX
 * where the page has MathJax; labels and class names are text from strangers.
 */
export function escapePlotText(text: string): string {
  return text.replace(/[&<>$]/g, (sign) => ENTITIES[sign]).replace(/\s+/g, " ");
}
