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
export {
  type JudgeCrittersOptions,
  type JudgedCritter,
  judgeCritters,
} from "./dataset/critters/judge-critters.js";
export { type LoadCrittersOptions, loadCritters } from "./dataset/critters/load-critters.js";
export { renderCritter } from "./dataset/critters/render-critter.js";
export { sampleAttributes } from "./dataset/critters/sample-attributes.js";
export { datasetSummary } from "./dataset/dataset-summary.js";
export { type Copies, findCopies } from "./dataset/find-copies.js";
export type { ImageToSave } from "./dataset/image-to-save.js";
export { type LoadDatasetOptions, loadDataset } from "./dataset/load-dataset.js";
export { loadImageFolder } from "./dataset/load-image-folder.js";
export type { LoadOptions } from "./dataset/load-listed.js";
export { type SaveDatasetOptions, type SavedDataset, saveDataset } from "./dataset/save-dataset.js";
export { type SavedImageFolder, saveImageFolder } from "./dataset/save-image-folder.js";
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
export { type AnnotateOptions, type Annotator, annotate } from "./jupyter/annotator.js";
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
  type LabelQualityPictureOptions,
  labelAgreementPicture,
  labelQualityPicture,
} from "./jupyter/label-quality-picture.js";
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
export { type AnnotationLabeler, type AnnotationLabelsOptions, annotationLabels } from "./label/annotation-labels.js";
export { type CalibrateZeroShotOptions, calibrateZeroShot } from "./label/calibrate-zero-shot.js";
export { type CaptionedImages, type CaptionLabelsOptions, captionLabels } from "./label/caption-labels.js";
export { STOP_LABELS } from "./label/caption-lexicon.js";
export { cleanLabel } from "./label/clean-label.js";
export { type CountLabelsOptions, countLabels, type LabelCount } from "./label/count-labels.js";
export type { ClusterNamer } from "./label/hierarchy/cluster-namer.js";
export type { LabelNode, LabelTree } from "./label/hierarchy/label-tree.js";
export { type LanguageModelNamerOptions, languageModelNamer } from "./label/hierarchy/language-model-namer.js";
export { imageStatistics } from "./label/image-statistics.js";
export { type NounsOfOptions, nounsOf } from "./label/nouns-of.js";
export { type AgreementOptions, checkAgreement } from "./label/quality/check-agreement.js";
export { type CompareOptions, compareLabels } from "./label/quality/compare-labels.js";
export type { Estimate as ScoreEstimate } from "./label/quality/estimate.js";
export type { ImageVerdict } from "./label/quality/judge-image.js";
export type { AgreedLabel, ImageChange, LabelAgreement } from "./label/quality/label-agreement.js";
export type { LabelComparison, LabelScores, LeftOutLabel } from "./label/quality/label-comparison.js";
export type { FailedImage } from "./label/quality/pair-labels.js";
export type { AgreementRow, LabelRow } from "./label/quality/quality-tables.js";
export type { LabelsById, Synonyms } from "./label/quality/read-labels.js";
export type { CountedScores, Scores } from "./label/quality/scores.js";
export {
  type RunningBatch,
  type VisionBatchLabeler,
  type VisionBatchOptions,
  visionBatch,
} from "./label/vision-batch.js";
export {
  type LabelEstimate,
  type LabelSpending,
  type Structured,
  type TokenPrices,
  type VisionLanguageLabeler,
  type VisionLanguageOptions,
  visionLanguage,
} from "./label/vision-language.js";
export type { CalibratedLabel, Calibration, LabelQuality } from "./label/zero-shot/calibration.js";
export type { Vocabulary } from "./label/zero-shot/vocabulary.js";
export { zeroShotLabels } from "./label/zero-shot-labels.js";
// matrices and seeded chance
export { concatRows, createMatrix, matrixFromRows, normalizeRows, rowOf, selectRows } from "./linalg/matrix.js";
export { createRandom } from "./linalg/random.js";
// measure
export { cmmd } from "./measure/cmmd.js";
export { diversity } from "./measure/diversity.js";
export { measureGenerated, ratios } from "./measure/measure-generated.js";
export { joinPairs, type SimilarPair, similarPairs } from "./measure/near-duplicates.js";
// project
export { classPurity, imageToLabelAuc, labelToImageAuc } from "./project/cross-modal-quality.js";
export { type JudgeOptions, judgeLayout, type LayoutQuality } from "./project/judge-layout.js";
export type { ProjectionOptions, Projector } from "./project/projector.js";
export { projectMultimodal, projectors } from "./project/projectors.js";
export { continuity, trustworthiness } from "./project/quality.js";
// refine
export { comparePrompts, type PromptComparison, type PromptDifference } from "./refine/compare-prompts.js";
export { defaultTemplate } from "./refine/default-template.js";
export type { EvolutionSettings } from "./refine/evolution/evolve-genomes.js";
export type { EvolvePromptsOptions } from "./refine/evolution/evolve-template.js";
export type { TrialSettings } from "./refine/evolution/try-finalists.js";
export { evolvePrompts } from "./refine/evolve-prompts.js";
export { formatTemplate } from "./refine/format-template.js";
export {
  type LanguageModelRewriterOptions,
  languageModelRewriter,
  type PromptRewriter,
  type RewritingTask,
} from "./refine/language-model-rewriter.js";
export { type Alternative, parseTemplate, type TemplatePart } from "./refine/parse-template.js";
export { reweightPhrases } from "./refine/reweight-phrases.js";
export { type SampledPrompt, sampleTemplate } from "./refine/sample-template.js";
export type { Budget } from "./remote/budget.js";
export type { AskOptions } from "./remote/json-chat.js";
export type { ComparedIteration, IterationComparison } from "./session/compare-iterations.js";
export type { CutLabelsOptions } from "./session/cut-labels.js";
export type { LabelEdit } from "./session/edit-labels.js";
export type { Expense } from "./session/estimate-images.js";
export type { Estimate } from "./session/estimate-iteration.js";
export type { RefineEstimate } from "./session/estimate-refining.js";
export type { EvaluateOptions, EvaluationReport } from "./session/evaluate-session.js";
export type { ExpandOptions } from "./session/expand-session.js";
export type { ExportOptions, ExportResult } from "./session/export-session.js";
export type { DuplicateOptions, Duplicates, Leak } from "./session/find-duplicates.js";
export type { Suspect } from "./session/find-suspects.js";
export type { FollowBoxesOptions } from "./session/follow-boxes.js";
export type { VerdictOptions } from "./session/judge-images.js";
export type { LabelFailure } from "./session/label-failures.js";
export type { PartMeasures } from "./session/measure-parts.js";
// session: the loop
export { openSession, type SessionOptions } from "./session/open-session.js";
export type { RefineBudget } from "./session/refine-spending.js";
export { embedLabels, type LabelTable, relateLabels } from "./session/relate-labels.js";
export type { ReplayDifference, ReplayOptions, ReplayReport } from "./session/replay-session.js";
export type { WrittenReport } from "./session/report-session.js";
export type { JobOptions } from "./session/run-job.js";
export type { RefineCallOptions, Session } from "./session/session.js";
export type { AccuracyGain, EffortOptions, IterationEffort } from "./session/session-effort.js";
export type { SessionNote } from "./session/session-notes.js";
export type { Notice } from "./session/session-state.js";
export type { TableRow } from "./session/session-table.js";
export {
  type Effort,
  type SimulatedUser,
  type SimulatedUserOptions,
  simulatedUser,
} from "./session/simulated-user.js";
export { type SmallWorld, smallWorld } from "./session/small-world.js";
export type { Finding } from "./session/verify/findings.js";
export { type VerifyReport, verifySession } from "./session/verify-session.js";
export type { SessionEvent } from "./store/act-table.js";
export type { AttemptRecord } from "./store/attempt-table.js";
export type { FailedTask } from "./store/iteration-table.js";
export type { LabelAttemptRecord } from "./store/label-attempt-table.js";
// train
export { evaluateEmbeddings } from "./train/evaluate-embeddings.js";
export { probePredictions, probeProbabilities, trainLinearProbe } from "./train/linear-probe.js";
export { nearestNeighboursClassifier } from "./train/nearest-neighbours-classifier.js";
export type * from "./types.js";
