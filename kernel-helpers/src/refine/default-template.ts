import { formatTemplate } from "./format-template.js";
import type { Alternative, TemplatePart } from "./parse-template.js";

/** What the picture is. @source GIF-SD prompt lists, Zhang et al., arXiv 2211.13976 */
const DOMAINS = ["an image of", "a real-world photo of", "a cartoon image of", "an oil painting of", "a sketch of"];

/** How it looks. @source as above */
const ADJECTIVES = [
  "",
  "colorful",
  "stylized",
  "high-contrast",
  "low-contrast",
  "posterized",
  "solarized",
  "sheared",
  "bright",
  "dark",
];

/** The template every class starts with: each of the published domains with each of the published adjectives, all equally likely. */
export function defaultTemplate(): string {
  const parts: readonly TemplatePart[] = [
    { kind: "choice", alternatives: equallyLikely(DOMAINS) },
    { kind: "literal", text: " a " },
    { kind: "choice", alternatives: equallyLikely(ADJECTIVES) },
    { kind: "literal", text: " " },
    { kind: "class" },
  ];
  return formatTemplate(parts);
}

function equallyLikely(texts: readonly string[]): Alternative[] {
  return texts.map((text) => ({ text, weight: 1 }));
}
