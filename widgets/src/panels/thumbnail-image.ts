import { element } from "../dom.js";
import type { Thumbnail } from "../workbench.js";

/** The picture, or a grey plate of the same size until it comes. */
export function thumbnailImage(thumbnail: Thumbnail | undefined, className: string): HTMLElement {
  if (!thumbnail) {
    return element("span", { className: `dc-placeholder ${className}` });
  }
  // alt is empty: the facts beside it, or the name of the button around it, say what it is
  return element("img", {
    className,
    attributes: { src: thumbnail.url, alt: "", draggable: "false", decoding: "async" },
  });
}
