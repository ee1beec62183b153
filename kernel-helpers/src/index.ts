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
export type { ZeroShotHead } from "./embed/clip/zero-shot-probabilities.js";
// embed
export { type ClipEmbedder, type ClipOptions, clip, type ZeroShotOptions } from "./embed/clip.js";
export { descriptors } from "./embed/descriptors.js";
// generate
export { type ComfyuiOptions, comfyui } from "./generate/comfyui.js";
export type { PerturbationOptions, StableDiffusionOptions } from "./generate/diffusion/diffusion-settings.js";
export {
  gifScores,
  gifStyleScore,
  type ImagePrediction,
  type PerturbationScore,
} from "./generate/diffusion/gif-score.js";
export type { SchedulerName } from "./generate/diffusion/schedulers/scheduler-config.js";
export { filters, filterWords } from "./generate/filters.js";
export { type OpenaiImagesOptions, openaiImages } from "./generate/openai-images.js";
export type { Budget } from "./generate/remote/budget.js";
export { type ComfyuiWorkflow, defaultComfyuiWorkflow } from "./generate/remote/comfyui-workflow.js";
export type { OpenaiProfile } from "./generate/remote/openai-profiles.js";
export { type SdapiOptions, sdapi } from "./generate/sdapi.js";
export { stableDiffusion } from "./generate/stable-diffusion.js";
// models: their process, their files
export {
  createInferenceProcess,
  type InferenceOptions,
  type InferenceProcess,
} from "./inference/inference-process.js";
export type {
  Inference,
  ModelSession,
  SessionOptions as ModelSessionOptions,
  Tensor,
  TensorInfo,
  TensorType,
} from "./inference/job.js";
export { KNOWN_MODELS, type KnownModel } from "./inference/model-files/known-models.js";
export { type ListedModel, listModels } from "./inference/model-files/list-models.js";
export { modelDirectory } from "./inference/model-files/model-directory.js";
export type { PulledModel, PullOptions } from "./inference/model-files/pull-model.js";
export type { PullPlan } from "./inference/model-files/pull-plan.js";
export type { PullProgress } from "./inference/model-files/pull-progress.js";
export { type ModelReport, verifyModel } from "./inference/model-files/verify-model.js";
export { type RunModelOptions, runModel } from "./inference/run-model.js";
export type { ModelRun } from "./inference/run-model-job.js";
export { sharedInference } from "./inference/shared-inference.js";
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
export {
  type LayoutPicture,
  type LayoutPictureOptions,
  layoutPicture,
} from "./jupyter/layout-picture.js";
export { type Progress, showProgress } from "./jupyter/progress.js";
export { pullWithProgress as pullModel } from "./jupyter/pull-with-progress.js";
export { sideBySide } from "./jupyter/side-by-side.js";
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
export { type JudgeOptions, judgeLayout, type LayoutQuality } from "./project/judge-layout.js";
export type { ProjectionOptions, Projector } from "./project/projector.js";
export { projectMultimodal, projectors } from "./project/projectors.js";
export { continuity, trustworthiness } from "./project/quality.js";
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
export { embedLabels, type LabelTable, relateLabels } from "./session/relate-labels.js";
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
