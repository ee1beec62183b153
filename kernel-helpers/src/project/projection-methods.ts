import { dataContextMap } from "./data-context-map.js";
import { metricMds } from "./metric-mds.js";
import { modalFusionMap } from "./modal-fusion-map.js";
import { multimodalLayout } from "./multimodal-layout.js";
import { principalComponentsLayout } from "./principal-components-layout.js";
import type { Projector } from "./projector.js";
import { tSne } from "./t-sne.js";
import { umap } from "./umap.js";

/** Every way to place images and labels in a plane, by name, as it runs inside a thread. A new one is one file and one line here; the contract test then holds it to the rules. */
export const projectionMethods: Readonly<Record<string, Projector>> = {
  m2m: multimodalLayout,
  pca: principalComponentsLayout,
  tsne: tSne,
  umap,
  mds: metricMds,
  "data-context-map": dataContextMap,
  mfm: modalFusionMap,
};
