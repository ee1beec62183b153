import { element } from "../dom.js";
import type { Annotator } from "./annotator.js";

/** The shown image, large. It has no name here: what a file or a class is called must not tell the person what to see. */
export function pictureStage(annotator: Annotator, signal: AbortSignal): HTMLElement {
  const stage = element("figure", { className: "dc-stage" });
  let shown = "";
  const render = (): void => {
    const { image, place, images } = annotator;
    const picture = image ? annotator.picture(image.id) : undefined;
    const content = picture?.url ?? picture?.problem ?? "";
    // drawn anew only when it is another one, so that the page does not flicker
    const wanted = `${image?.id ?? ""} ${content}`;
    if (wanted === shown) {
      return;
    }
    shown = wanted;
    if (picture?.url !== undefined) {
      const alt = `Image ${place + 1} of ${images.length}`;
      stage.replaceChildren(
        element("img", { className: "dc-picture", attributes: { src: picture.url, alt, draggable: "false" } }),
      );
    } else {
      const words = picture ? `This image cannot be shown (${picture.problem}). Skip it.` : "Loading the image\u2026";
      stage.replaceChildren(element("p", { className: "dc-empty", text: words }));
    }
  };
  annotator.listen(render, signal);
  render();
  return stage;
}
