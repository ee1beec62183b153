/**
 * Runs in the reader's browser, inside a page without a kernel: puts an explorable map in the place of each picture that has one.
 * What is in this folder is bundled into one script, read as text and put into pages. Where it cannot run, the picture stays. Texts are only ever set as text.
 */
import type { MapData } from "../map-data.js";
import { mountMap } from "./mount-map.js";

for (const host of document.querySelectorAll<HTMLElement>("[data-dc-map]")) {
  unpack(host.dataset.dcMap ?? "").then(
    (data) => mountMap(host, data),
    // a browser that cannot unpack it still shows the picture
    () => host.classList.add("dc-picture-only"),
  );
}

async function unpack(packed: string): Promise<MapData> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text()) as MapData;
}
