/** What may stand inside an element; null is left out. */
export type Child = Element | string | number | null | undefined | readonly Child[];

/** An element of a page that is being written. */
export interface Element {
  readonly type: unknown;
  readonly props: unknown;
}

type Attributes = Readonly<Record<string, string | number | boolean | { readonly __html: string } | undefined>>;

interface Preact {
  readonly Fragment: unknown;
  h(tag: unknown, attributes: Attributes | null, ...children: readonly Child[]): Element;
}

/**
 * preact, since it is small, without dependencies, long kept, and loads in CommonJS (its line 10 does; 11 is ES modules only).
 * Required without its types: they bring those of browsers, which would then be true everywhere in the kernel.
 */
const preact = require("preact") as Preact;
const { renderToString } = require("preact-render-to-string") as { renderToString(tree: Element): string };

/**
 * An element of a page, HTML or SVG. Pages are trees, not strings: what strangers wrote becomes a text or the value of an attribute,
 * and is escaped when the tree is written. Never give a stranger's text as a name, nor as dangerouslySetInnerHTML.
 */
export function h(tag: string, attributes: Attributes | null, ...children: readonly Child[]): Element {
  return preact.h(tag, attributes, ...children);
}

/** Several elements in the place of one. */
export function several(...children: readonly Child[]): Element {
  return preact.h(preact.Fragment, null, ...children);
}

/** @returns the HTML (and SVG) of a tree */
export function toHtml(tree: Element): string {
  return renderToString(tree);
}
