import { dataContextMap } from "./data-context-map.js";
import type { MethodName } from "./method-names.js";
import { metricMds } from "./metric-mds.js";
import { modalFusionMap } from "./modal-fusion-map.js";
import { multimodalLayout } from "./multimodal-layout.js";
import { principalComponentsLayout } from "./principal-components-layout.js";
import type { Projector } from "./projector.js";
import { tSne } from "./t-sne.js";
import { umap } from "./umap.js";

/** Every way to place images and labels in a plane, by name, as it runs inside a thread: only there are their libraries loaded. The contract test holds each to the rules. */
export const projectionMethods: Readonly<Record<MethodName, Projector>> = {
  m2m: multimodalLayout,
  pca: principalComponentsLayout,
  tsne: tSne,
  umap,
  mds: metricMds,
  "data-context-map": dataContextMap,
  mfm: modalFusionMap,
};
