/**
 * What a notebook imports as dc. Names are listed by hand; a provider's one line stands under its stage.
 */

// dataset
export { type ContactSheet, type ContactSheetOptions, contactSheet } from "./dataset/contact-sheet.js";
export { type LoadCrittersOptions, loadCritters } from "./dataset/critters/load-critters.js";
export { datasetSummary } from "./dataset/dataset-summary.js";
export { type LoadOptions, loadImageFolder } from "./dataset/load-image-folder.js";
export { saveImageFolder } from "./dataset/save-image-folder.js";
// embed
export { descriptors } from "./embed/descriptors.js";
// generate
export { filters, filterWords } from "./generate/filters.js";
// the kernel: display, progress, your own widgets
export { display } from "./jupyter/display.js";
export { type Comm, type KernelBridge, kernelBridge, type MimeBundle } from "./jupyter/kernel-bridge.js";
export { type Progress, showProgress } from "./jupyter/progress.js";
export { openWidget, type Widget, type WidgetOptions } from "./jupyter/widget.js";
// label
export { imageStatistics } from "./label/image-statistics.js";
// seeded chance
export { createRandom } from "./linalg/random.js";
// measure
export { measureGenerated, ratios } from "./measure/measure-generated.js";
// project
export { principalComponentsLayout } from "./project/principal-components-layout.js";
export { projectMultimodal } from "./project/project-multimodal.js";
export { continuity, trustworthiness } from "./project/quality.js";
// refine
export { parseTemplate } from "./refine/parse-template.js";
export { reweightPhrases } from "./refine/reweight-phrases.js";
export { sampleTemplate } from "./refine/sample-template.js";
// session: the loop
export { openSession, type SessionOptions } from "./session/open-session.js";
export type { Session } from "./session/session.js";
export type { TableRow } from "./session/session-table.js";
// train
export { evaluateEmbeddings } from "./train/evaluate-embeddings.js";
export type * from "./types.js";
