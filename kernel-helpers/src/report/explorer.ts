import { readFileSync } from "node:fs";
import { builtFile } from "../inference/built-file.js";
import { type Element, h } from "./markup.js";

/** The colours of a map on light paper, and where a page says so on dark. */
export const EXPLORER_STYLE = `
[data-dc-map],[data-dc-map].dc-paper{--dc-theme:light;--dc-ground:#fff;--dc-ink:#222;--dc-edge:#c8c8c8;--dc-paper:#f3f3f3}
[data-dc-map]>img{display:block;width:100%;height:auto}
[data-dc-map]>img[hidden]{display:none}
.dc-stage{position:relative;border:1px solid var(--dc-edge);border-radius:6px;overflow:hidden;background:var(--dc-ground)}
.dc-stage:focus-visible{outline:3px solid #1a73e8;outline-offset:1px}
.dc-stage canvas{display:block;width:100%;height:100%;touch-action:pan-y;cursor:grab}
.dc-stage canvas:active{cursor:grabbing}
.dc-tools{position:absolute;top:8px;right:8px;display:flex;gap:4px}
.dc-explored button{font:inherit;font-size:13px;line-height:1.4;min-height:26px;min-width:26px;padding:1px 8px;border:1px solid var(--dc-edge);border-radius:5px;background:var(--dc-ground);color:var(--dc-ink);cursor:pointer}
.dc-explored button:hover{background:var(--dc-paper)}
.dc-explored button:focus-visible{outline:3px solid #1a73e8;outline-offset:1px}
.dc-choice,.dc-classes{display:flex;flex-wrap:wrap;gap:4px;margin:6px 0}
.dc-choice button[aria-pressed=true]{background:var(--dc-ink);color:var(--dc-ground);border-color:var(--dc-ink)}
.dc-classes button{display:inline-flex;align-items:center;gap:6px;max-width:100%;overflow-wrap:anywhere}
.dc-classes button[aria-pressed=false]{text-decoration:line-through}
.dc-classes button[aria-pressed=false] .dc-mark{opacity:.3}
.dc-mark{flex:none;display:inline-block;width:10px;height:10px;background:var(--light);border-radius:50%}
.dc-shape-1{border-radius:0}.dc-shape-2{border-radius:0;transform:rotate(45deg) scale(.85)}.dc-shape-3{border-radius:0;clip-path:polygon(50% 0,100% 100%,0 100%)}
.dc-card{position:absolute;max-width:min(280px,60%);padding:8px 10px;border:1px solid var(--dc-edge);border-radius:6px;background:var(--dc-ground);color:var(--dc-ink);font-size:12.5px;line-height:1.4;box-shadow:0 2px 8px #0003;pointer-events:none;overflow-wrap:anywhere}
.dc-card[hidden]{display:none}
@media print{.dc-stage canvas{object-fit:contain}}
.dc-card img{display:block;max-width:96px;max-height:96px;margin-bottom:4px}
`;

let script: string | undefined;

/** The program that turns pictures into explorable maps, to be put into a module script. @throws Error when the package has not been built */
export function explorerScript(): string {
  script ??= readFileSync(builtFile("report/browser/explore-map"), "utf8");
  return script;
}

/** @param text CSS or a program of ours, never a stranger's text: it stands in the page as it is */
export function inlineCode(tag: "style" | "script", text: string): Element {
  // a closing tag in our own code would end it
  const code = { __html: text.replace(/<\/(?=script|style)/gi, "<\\/") };
  return tag === "style"
    ? h("style", { dangerouslySetInnerHTML: code })
    : h("script", { type: "module", dangerouslySetInnerHTML: code });
}
