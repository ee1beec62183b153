/**
 * What a notebook imports as dc. Names are listed by hand; a provider's one line stands under its stage.
 */

// dataset
export { type ContactSheet, type ContactSheetOptions, contactSheet } from "./dataset/contact-sheet.js";
export { CAPTION_PHRASES, type CaptionPhrases } from "./dataset/critters/caption-phrases.js";
// dataset: the critters
export * from "./dataset/critters/critter-attributes.js";
export {
  type CritterDistribution,
  narrowDistribution,
  WIDE_DISTRIBUTION,
} from "./dataset/critters/critter-distribution.js";
export { describeCritter } from "./dataset/critters/describe-critter.js";
export { drawCritter } from "./dataset/critters/draw-critter.js";
export { type LoadCrittersOptions, loadCritters } from "./dataset/critters/load-critters.js";
export { renderCritter } from "./dataset/critters/render-critter.js";
export { sampleAttributes } from "./dataset/critters/sample-attributes.js";
export { datasetSummary } from "./dataset/dataset-summary.js";
export { type LoadOptions, loadImageFolder } from "./dataset/load-image-folder.js";
export { type ImageToSave, type SavedImageFolder, saveImageFolder } from "./dataset/save-image-folder.js";
// embed
export { descriptors } from "./embed/descriptors.js";
// generate
export { filters, filterWords } from "./generate/filters.js";
// model files
export { modelDirectory } from "./inference/model-files/model-directory.js";
export type { PulledModel, PullOptions } from "./inference/model-files/pull-model.js";
export type { PullPlan } from "./inference/model-files/pull-plan.js";
export type { PullProgress } from "./inference/model-files/pull-progress.js";
// the kernel: display, progress, your own widgets
export { display } from "./jupyter/display.js";
export {
  type Comm,
  type CommMessage,
  findKernelBridge,
  type KernelBridge,
  kernelBridge,
  type MimeBundle,
} from "./jupyter/kernel-bridge.js";
export { type Progress, showProgress } from "./jupyter/progress.js";
export { pullWithProgress as pullModel } from "./jupyter/pull-with-progress.js";
export { openWidget, type Widget, type WidgetOptions } from "./jupyter/widget.js";
// label
export { imageStatistics } from "./label/image-statistics.js";
// matrices and seeded chance
export { concatRows, createMatrix, matrixFromRows, normalizeRows, rowOf, selectRows } from "./linalg/matrix.js";
export { createRandom } from "./linalg/random.js";
// measure
export { cmmd } from "./measure/cmmd.js";
export { diversity } from "./measure/diversity.js";
export { measureGenerated, ratios } from "./measure/measure-generated.js";
// project
export { classPurity, imageToLabelAuc, labelToImageAuc } from "./project/cross-modal-quality.js";
export { principalComponentsLayout } from "./project/principal-components-layout.js";
export { projectMultimodal } from "./project/project-multimodal.js";
export type { ProjectionOptions, Projector } from "./project/projector.js";
export { projectors } from "./project/projectors.js";
export { continuity, cosineDistances, planeDistances, trustworthiness } from "./project/quality.js";
// refine
export { defaultTemplate } from "./refine/default-template.js";
export { formatTemplate } from "./refine/format-template.js";
export { type Alternative, parseTemplate, type TemplatePart } from "./refine/parse-template.js";
export { reweightPhrases } from "./refine/reweight-phrases.js";
export { type SampledPrompt, sampleTemplate } from "./refine/sample-template.js";
export type { Estimate } from "./session/estimate-images.js";
export type { EvaluationReport } from "./session/evaluate-session.js";
export type { ExpandOptions } from "./session/expand-session.js";
export type { ExportOptions, ExportResult } from "./session/export-session.js";
// session: the loop
export { openSession, type SessionOptions } from "./session/open-session.js";
export type { JobOptions } from "./session/run-job.js";
export type { Session } from "./session/session.js";
export type { Notice } from "./session/session-state.js";
export type { TableRow } from "./session/session-table.js";
export type { SessionEvent } from "./store/act-table.js";
export type { AttemptRecord } from "./store/attempt-table.js";
export type { FailedTask } from "./store/iteration-table.js";
// train
export { evaluateEmbeddings } from "./train/evaluate-embeddings.js";
export { probePredictions, probeProbabilities, trainLinearProbe } from "./train/linear-probe.js";
export { nearestNeighboursClassifier } from "./train/nearest-neighbours-classifier.js";
export type * from "./types.js";
