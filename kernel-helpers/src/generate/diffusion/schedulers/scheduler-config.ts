import { z } from "zod";

/** The schedulers that exist here. */
export type SchedulerName = "ddim" | "euler" | "euler-ancestral" | "lcm" | "pndm" | "dpm++";

export const schedulerNames: readonly SchedulerName[] = ["ddim", "euler", "euler-ancestral", "lcm", "pndm", "dpm++"];

/** scheduler_config.json with every value filled in. Names are those of the file, in camel case. */
export interface SchedulerConfig {
  readonly numTrainTimesteps: number;
  readonly betaStart: number;
  readonly betaEnd: number;
  readonly betaSchedule: "linear" | "scaled_linear" | "squaredcos_cap_v2";
  readonly trainedBetas: readonly number[] | null;
  readonly predictionType: "epsilon" | "v_prediction" | "sample";
  readonly timestepSpacing: "leading" | "linspace" | "trailing";
  readonly stepsOffset: number;
  readonly rescaleBetasZeroSnr: boolean;
  readonly setAlphaToOne: boolean;
  readonly clipSample: boolean;
  readonly clipSampleRange: number;
  /** DDIM: share of fresh noise per step, in [0, 1] */
  readonly eta: number;
  readonly useKarrasSigmas: boolean;
  readonly sigmaMin: number | null;
  readonly sigmaMax: number | null;
  readonly finalSigmas: "zero" | "sigma_min";
  /** LCM */
  readonly originalInferenceSteps: number;
  readonly timestepScaling: number;
  /** DPM++ */
  readonly solverOrder: 1 | 2;
  readonly solverType: "midpoint" | "heun";
  readonly lowerOrderFinal: boolean;
  readonly eulerAtFinal: boolean;
  readonly lambdaMinClipped: number;
}

const CLASSES: Readonly<Record<string, SchedulerName>> = {
  DDIMScheduler: "ddim",
  EulerDiscreteScheduler: "euler",
  EulerAncestralDiscreteScheduler: "euler-ancestral",
  LCMScheduler: "lcm",
  PNDMScheduler: "pndm",
  DPMSolverMultistepScheduler: "dpm++",
};

/** What a scheduler takes for a value that the file leaves out. */
const DEFAULTS: Readonly<Record<SchedulerName, Partial<SchedulerConfig>>> = {
  ddim: { timestepSpacing: "leading", clipSample: true },
  euler: {},
  "euler-ancestral": {},
  lcm: { timestepSpacing: "leading", betaStart: 0.00085, betaEnd: 0.012, betaSchedule: "scaled_linear" },
  pndm: { timestepSpacing: "leading", setAlphaToOne: false },
  "dpm++": {},
};

const BASE: SchedulerConfig = {
  numTrainTimesteps: 1000,
  betaStart: 0.0001,
  betaEnd: 0.02,
  betaSchedule: "linear",
  trainedBetas: null,
  predictionType: "epsilon",
  timestepSpacing: "linspace",
  stepsOffset: 0,
  rescaleBetasZeroSnr: false,
  setAlphaToOne: true,
  clipSample: false,
  clipSampleRange: 1,
  eta: 0,
  useKarrasSigmas: false,
  sigmaMin: null,
  sigmaMax: null,
  finalSigmas: "zero",
  originalInferenceSteps: 50,
  timestepScaling: 10,
  solverOrder: 2,
  solverType: "midpoint",
  lowerOrderFinal: true,
  eulerAtFinal: false,
  lambdaMinClipped: Number.NEGATIVE_INFINITY,
};

const number = z.number().optional();
const flag = z.boolean().optional();
const FILE = z.looseObject({
  _class_name: z.string().optional(),
  num_train_timesteps: z.number().int().positive().optional(),
  beta_start: number,
  beta_end: number,
  beta_schedule: z.enum(["linear", "scaled_linear", "squaredcos_cap_v2"]).optional(),
  trained_betas: z.array(z.number()).nullish(),
  prediction_type: z.enum(["epsilon", "v_prediction", "sample"]).optional(),
  timestep_spacing: z.enum(["leading", "linspace", "trailing"]).optional(),
  steps_offset: number,
  rescale_betas_zero_snr: flag,
  set_alpha_to_one: flag,
  clip_sample: flag,
  clip_sample_range: number,
  use_karras_sigmas: flag.nullable(),
  sigma_min: number.nullable(),
  sigma_max: number.nullable(),
  final_sigmas_type: z.enum(["zero", "sigma_min"]).optional(),
  original_inference_steps: number,
  timestep_scaling: number,
  solver_order: number,
  solver_type: z.string().optional(),
  lower_order_final: flag,
  euler_at_final: flag,
  // Python writes -Infinity, which is no JSON; parsePythonJson makes null of it
  lambda_min_clipped: number.nullable(),
});

/** Settings that would change the picture and that nothing here obeys: refused, never ignored. */
const REFUSED: Readonly<Record<string, (value: unknown) => boolean>> = {
  thresholding: Boolean,
  use_exponential_sigmas: Boolean,
  use_beta_sigmas: Boolean,
  use_lu_lambdas: Boolean,
  use_flow_sigmas: Boolean,
  interpolation_type: (value) => value !== undefined && value !== "linear",
  timestep_type: (value) => value !== undefined && value !== "discrete",
  algorithm_type: (value) => value !== undefined && value !== "dpmsolver++" && value !== "deis",
  solver_order: (value) => value !== undefined && value !== 1 && value !== 2,
};

/** Those that only DPM++ reads. */
const SOLVER_ONLY: readonly string[] = ["algorithm_type", "solver_order", "use_lu_lambdas", "use_flow_sigmas"];

export interface ParsedScheduler {
  readonly name: SchedulerName;
  readonly config: SchedulerConfig;
}

/**
 * Reads scheduler_config.json.
 * @param file its parsed contents
 * @param wanted another scheduler than the file's; what the file says of betas, prediction and spacing holds for it too
 * @throws Error that names the setting when the file asks for something that does not exist here
 */
export function parseSchedulerConfig(file: unknown, wanted?: SchedulerName): ParsedScheduler {
  const parsed = FILE.safeParse(file);
  if (!parsed.success) {
    throw new Error(`scheduler_config.json cannot be used: ${z.prettifyError(parsed.error)}`);
  }
  const raw = parsed.data;
  const named = CLASSES[raw._class_name ?? ""];
  const name = wanted ?? named;
  if (!name) {
    throw new Error(
      `scheduler_config.json asks for ${raw._class_name ?? "no scheduler"}; choose one: { scheduler: "ddim" } (or ${schedulerNames.slice(1).join(", ")}).`,
    );
  }
  for (const [key, isRefused] of Object.entries(REFUSED)) {
    if ((name === "dpm++" || !SOLVER_ONLY.includes(key)) && isRefused(raw[key])) {
      throw new Error(
        `scheduler_config.json sets ${key} to ${JSON.stringify(raw[key])}, which is not supported; remove it from the file or choose another model.`,
      );
    }
  }
  if (name === "pndm" && named === "pndm" && raw.skip_prk_steps !== true) {
    throw new Error(
      'scheduler_config.json: PNDM without skip_prk_steps is not supported; choose { scheduler: "ddim" } or set skip_prk_steps.',
    );
  }
  return { name, config: { ...BASE, ...DEFAULTS[name], ...present(fromFile(raw)) } };
}

function fromFile(raw: z.infer<typeof FILE>): Partial<Record<keyof SchedulerConfig, unknown>> {
  return {
    numTrainTimesteps: raw.num_train_timesteps,
    betaStart: raw.beta_start,
    betaEnd: raw.beta_end,
    betaSchedule: raw.beta_schedule,
    trainedBetas: raw.trained_betas,
    predictionType: raw.prediction_type,
    timestepSpacing: raw.timestep_spacing,
    stepsOffset: raw.steps_offset,
    rescaleBetasZeroSnr: raw.rescale_betas_zero_snr,
    setAlphaToOne: raw.set_alpha_to_one,
    clipSample: raw.clip_sample,
    clipSampleRange: raw.clip_sample_range,
    useKarrasSigmas: raw.use_karras_sigmas,
    sigmaMin: raw.sigma_min,
    sigmaMax: raw.sigma_max,
    finalSigmas: raw.final_sigmas_type,
    originalInferenceSteps: raw.original_inference_steps,
    timestepScaling: raw.timestep_scaling,
    solverOrder: raw.solver_order,
    // names that other solvers use for theirs, and diffusers reads as midpoint
    solverType: raw.solver_type === "heun" ? "heun" : "midpoint",
    lowerOrderFinal: raw.lower_order_final,
    eulerAtFinal: raw.euler_at_final,
    lambdaMinClipped: raw.lambda_min_clipped,
  };
}

function present(values: Partial<Record<keyof SchedulerConfig, unknown>>): Partial<SchedulerConfig> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}
