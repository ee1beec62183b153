/** The words every stage shares. Data only: no behaviour lives here. */

/** A dense matrix, row-major. One row per image (or label), one column per dimension. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** length rows * columns */
  readonly data: Float32Array;
}

/** A source of chance in [0, 1). Made by createRandom(seed); never Math.random. */
export type Random = () => number;

/** What every slow call takes. */
export interface CallOptions {
  /** Aborting it stops the call with the signal's reason; whatever was finished stays. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** A file that was left out, and why, in words a person can act on. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
}

/** An image file on disk: what providers are given. */
export interface ImageRef {
  readonly id: string;
  /** absolute */
  readonly path: string;
  readonly className: string;
}

/** A rectangle around one thing in an image, pixels after EXIF rotation. */
export interface Box {
  readonly className: string;
  /** left edge */
  readonly x: number;
  /** upper edge */
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a dataset lies on disk. */
export type DatasetFormat = "imagefolder" | "coco" | "yolo" | "voc" | "csv" | "hf" | "parquet";

export interface DatasetImage extends ImageRef {
  /** sha256 of the file's bytes, hex */
  readonly contentHash: string;
  readonly split: "train" | "test";
  /** pixels, after EXIF rotation */
  readonly width: number;
  readonly height: number;
  /** from metadata.jsonl where the folder has one */
  readonly caption: string | null;
  /** what is truly in the image where it is known (drawn datasets); of a crop, the sha256 of the file it was cut from, as cropped_from; {} otherwise */
  readonly attributes: Readonly<Record<string, string>>;
  /** what was drawn around the things in it; absent where nobody drew any */
  readonly boxes?: readonly Box[];
}

export interface Dataset {
  readonly name: string;
  /** absolute folder all images lie in */
  readonly root: string;
  /** sorted; a class's place here is its index everywhere */
  readonly classes: readonly string[];
  readonly images: readonly DatasetImage[];
  readonly problems: readonly Problem[];
  /** how it lay on disk; absent for datasets that were drawn */
  readonly format?: DatasetFormat;
  /** what the loader found and decided, a line each */
  readonly notes?: readonly string[];
  /** set where models that come with the package know these images: a session then has them as its defaults */
  readonly world?: "critters";
}

/** Images to vectors. */
export interface Embedder {
  readonly name: string;
  /** @returns shape (images.length, d), rows L2-normalised */
  embed(images: readonly ImageRef[], options?: CallOptions): Promise<Matrix>;
  /** Texts in the same space, where the embedder knows it. @returns shape (texts.length, d), rows L2-normalised */
  embedTexts?(texts: readonly string[], options?: CallOptions): Promise<Matrix>;
}

/** What a labeler found in one image. */
export interface LabelledImage {
  /** content labels: short, lower-case, no repeats; none when it failed */
  readonly labels: readonly string[];
  /** the sentence they were taken from, where there was one */
  readonly caption?: string;
  /** what a model wrote, word for word */
  readonly raw?: string;
  /** why there are no labels, in words a person can act on; absent when all went well */
  readonly failure?: string;
}

/** One request to a server, for the journal. */
export interface ServerAttempt {
  readonly outcome: "made" | "will-retry" | "refused" | "failed";
  /** what happened, in words a person can act on; never holds a key */
  readonly reason: string;
  readonly seconds: number;
  /** the wait before the next try; null when there is none */
  readonly waitSeconds: number | null;
}

/** What one image is expected to take, as far as that can be known before the run. */
export interface Expected {
  readonly seconds?: number;
  readonly dollars?: number;
}

export interface LabelOptions extends CallOptions {
  /** Called once for each image, by its place in the list and in any order, when all about it is known: what was told may be kept at once. */
  readonly onImage?: (index: number, found: LabelledImage) => void;
  /** Called after each try of a labeler that asks a server. */
  readonly onAttempt?: (index: number, attempt: ServerAttempt) => void;
}

/** Images to content labels. */
export interface Labeler {
  readonly name: string;
  readonly expected?: Expected;
  /**
   * @returns one per image, in their order; an image that could not be labelled has a failure, and the others go on
   * @throws Error when no image could be labelled for one reason, such as a missing key; the signal's reason when aborted
   */
  label(images: readonly ImageRef[], options?: LabelOptions): Promise<readonly LabelledImage[]>;
}

/** What a generator can obey; a plan that needs more fails before it spends. */
export interface GeneratorCapabilities {
  readonly seed: boolean;
  readonly imageToImage: boolean;
  readonly textToImage: boolean;
  readonly strength: boolean;
  readonly guidance: boolean;
  readonly negativePrompt: boolean;
}

export interface GenerationRequest {
  readonly prompt: string;
  /** the original the new image starts from */
  readonly source: ImageRef;
  /** same seed, source and prompt: the same bytes, where capabilities.seed */
  readonly seed: number;
}

export interface GeneratedImage {
  /** an encoded PNG */
  readonly png: Uint8Array;
  /** the parameters really used, for provenance, e.g. { brightness: "1.31" } */
  readonly parameters: Readonly<Record<string, string>>;
  /** e.g. 'Words the filters do not know: "zeppelin".' */
  readonly warnings: readonly string[];
}

export interface GenerateOptions extends CallOptions {
  /** Called after each try of a generator that may need several. */
  readonly onAttempt?: (attempt: ServerAttempt) => void;
  /** An unfinished image, an encoded PNG, after some of its steps. */
  readonly onPreview?: (png: Uint8Array, step: number, steps: number) => void;
}

/** Prompt + image to image. */
export interface Generator {
  readonly name: string;
  readonly capabilities: GeneratorCapabilities;
  /** requests it likes to have in flight together: a batch, or a server's connections; absent: it leaves that to the session */
  readonly concurrency?: number;
  readonly expected?: Expected;
  /** the prompt template a class starts with, where the generator has words of its own; absent: defaultTemplate() */
  readonly firstPrompt?: string;
  /** @throws an Error named "RefusedError" when the server will not make this image; asking again would not help */
  generate(request: GenerationRequest, options?: GenerateOptions): Promise<GeneratedImage>;
}

export type Feedback = "none" | "rejected" | "wanted";

/**
 * A prompt template of one class: literal text, {class}, and alternatives with optional weights:
 * "[an image of :2 | a sketch of] a [ | bright | dark] {class}".
 */
export interface PromptTemplate {
  readonly id: string;
  readonly className: string;
  readonly text: string;
  readonly status: "active" | "proposed" | "discarded" | "replaced";
  /** the template this one was made from; null for the first of a class */
  readonly parentId: string | null;
  /** one line each: "'solarized' is in 9 of 11 rejected, 2 of 40 kept" */
  readonly why: readonly string[];
  /** the iteration after which it was made; 0 before any */
  readonly iteration: number;
}

/** What the refiner may look at: one generated image with the person's verdict. */
export interface JudgedImage {
  readonly id: string;
  readonly className: string;
  readonly templateId: string;
  /** the alternatives that were drawn from the template, in order, "" for an empty one */
  readonly phrases: readonly string[];
  readonly labels: readonly string[];
  /** the labeler's sentence; null or absent where it wrote none */
  readonly caption?: string | null;
  readonly feedback: Feedback;
}

/** An original with its content labels: what the person brought, so what is wanted. */
export interface LabelledOriginal {
  readonly id: string;
  readonly className: string;
  readonly labels: readonly string[];
}

/** What a prompt editor may know beside the prompts and the judged images; an editor uses what it likes. */
export interface RefineOptions extends CallOptions {
  readonly originals?: readonly LabelledOriginal[];
  /** Labels that stand near this one in the session's hierarchy and may take its place: those of the smallest group it is in, then those that the next larger one adds, and so on; none where nobody knows. */
  readonly neighboursOf?: (label: string) => readonly (readonly string[])[];
  /** Vectors of originals and generated images by id, in the space of embedTexts. */
  readonly vectors?: ReadonlyMap<string, Float32Array>;
  /** Texts in the space of the vectors; absent where the session's embedder knows none. @returns shape (texts.length, d), rows L2-normalised */
  readonly embedTexts?: (texts: readonly string[], options?: CallOptions) => Promise<Matrix>;
  /** Decides every draw: the session's own. */
  readonly seed?: number;
  /** Makes images that are looked at once, and gives their vectors; absent where none can be made. null for an image that could not be made. */
  readonly tryPrompts?: (
    trials: readonly PromptTrial[],
    options?: CallOptions,
  ) => Promise<readonly (Float32Array | null)[]>;
  /** To be called before each request to a language model. @throws Error when the budget has none left */
  readonly beforeCall?: () => void;
  /** Told in a sentence what could not be used, without which the editor goes on. */
  readonly onTrouble?: (reason: string) => void;
}

/** What refining one prompt takes at most, beside computing. */
export interface RefineDemand {
  /** images made to try it */
  readonly images: number;
  /** questions to a language model; each may need more than one request */
  readonly calls: number;
  /** price of one request, dollars; 0 where it is free or unknown */
  readonly dollarsPerCall: number;
}

/** An image to try a prompt with. */
export interface PromptTrial {
  readonly className: string;
  readonly prompt: string;
  readonly seed: number;
}

export interface PromptProposal {
  readonly className: string;
  readonly text: string;
  readonly parentId: string;
  readonly why: readonly string[];
}

/** Prompts + feedback to better prompts. */
export interface PromptEditor {
  readonly name: string;
  /** absent where it makes no images and asks nobody */
  readonly demand?: RefineDemand;
  propose(
    templates: readonly PromptTemplate[],
    images: readonly JudgedImage[],
    options?: RefineOptions,
  ): Promise<readonly PromptProposal[]>;
}

/** How a set of generated images measures up; raw values, in the units their functions document. */
export interface Measures {
  readonly informativeness: number;
  readonly diversity: number;
  readonly distance: number;
  /** share of generated images that a classifier on the originals gives their own class, in [0, 1] */
  readonly classConsistency: number;
}

/** Positions in the plane, x and y interleaved. */
export interface Layout {
  /** length 2n */
  readonly images: Float32Array;
  /** length 2m */
  readonly labels: Float32Array;
}

/** Which image carries which label: labels[i] lists the label indices of image i. */
export interface Relation {
  readonly imageLabels: readonly (readonly number[])[];
  /** how strongly, > 0, in the order of imageLabels; 1 each when absent */
  readonly weights?: readonly (readonly number[])[];
}

/** One image of a session with its whole history. */
export interface ImageRecord extends ImageRef {
  readonly contentHash: string;
  readonly origin: "original" | "generated";
  readonly width: number;
  readonly height: number;
  /** 0 for originals, then 1, 2, ... */
  readonly iteration: number;
  readonly labels: readonly string[];
  /** the sentence the labels were taken from; null where the labeler wrote none */
  readonly caption: string | null;
  /** why the labeler found none; null where it did, or has not looked */
  readonly labelFailure: string | null;
  readonly feedback: Feedback;
  /** null for originals, as are all fields below */
  readonly sourceId: string | null;
  readonly prompt: string | null;
  readonly templateId: string | null;
  readonly phrases: readonly string[] | null;
  /** null too where the generator takes none */
  readonly seed: number | null;
  readonly generator: string | null;
  readonly parameters: Readonly<Record<string, string>> | null;
  /** time the image took, seconds */
  readonly seconds: number | null;
}

export interface Iteration {
  /** 1, 2, ... */
  readonly index: number;
  readonly perImage: number;
  readonly status: "running" | "complete" | "cancelled";
  /** false when the session went back to an earlier one: its images are kept, and neither shown nor used */
  readonly isActive: boolean;
  /** milliseconds since 1970 */
  readonly startedAt: number;
  readonly generated: number;
  readonly failed: number;
  /** spent generating so far, waits included; null where it was not counted (sessions of schema 1) */
  readonly seconds: number | null;
  /** what the made images cost, as their generator says; null when it says nothing */
  readonly dollars: number | null;
  /** null until measured */
  readonly measures: Measures | null;
}

/** Accuracies in [0, 1] on the held-out images, trained without and with the expansion. */
export interface Evaluation {
  readonly testImages: number;
  readonly original: ClassifierAccuracies;
  readonly expanded: ClassifierAccuracies;
}

export interface ClassifierAccuracies {
  readonly trainingImages: number;
  readonly linearProbe: number;
  readonly nearestNeighbours: number;
}
