import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parsePythonJson } from "../../../kernel-helpers/src/generate/diffusion/parse-python-json.js";
import { createScheduler } from "../../../kernel-helpers/src/generate/diffusion/schedulers/create-scheduler.js";
import {
  parseSchedulerConfig,
  type SchedulerName,
  schedulerNames,
} from "../../../kernel-helpers/src/generate/diffusion/schedulers/scheduler-config.js";
import { startIndex } from "../../../kernel-helpers/src/generate/diffusion/schedulers/start-index.js";

/** What test/golden/make-diffusion.py wrote with diffusers: the versions lie beside it. */
interface Trajectory {
  readonly name: SchedulerName;
  readonly config: Readonly<Record<string, unknown>>;
  readonly steps: number;
  readonly start: number;
  readonly eta: number;
  readonly timesteps: readonly number[];
  readonly original: readonly number[];
  readonly first: readonly number[];
  readonly begin: readonly number[];
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  readonly noises: readonly (readonly number[])[];
  readonly samples: readonly (readonly number[])[];
}

const file = join(__dirname, "../../golden/diffusion/schedulers.json");
const trajectories = parsePythonJson(readFileSync(file, "utf8")) as readonly Trajectory[];

function title({ name, config, steps, start, eta }: Trajectory): string {
  const flags = Object.entries(config)
    .filter(([key, value]) => /karras|rescale|clip_sample$|euler_at|to_one/.test(key) && value === true)
    .map(([key]) => key);
  const words = [config.timestep_spacing, config.prediction_type, config.beta_schedule, config.solver_type];
  return [name, `${steps} steps from ${start}`, ...words, config.final_sigmas_type, eta, ...flags].join(", ");
}

/** The largest difference, in units of the largest expected value where that is more than 1. */
function difference(made: ArrayLike<number>, expected: readonly number[]): number {
  expect(made.length).toBe(expected.length);
  const size = Math.max(1, ...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(value - made[i]))) / size;
}

describe("schedulers: the trajectories of diffusers for given answers and noise", () => {
  it.each(trajectories.map((trajectory) => [title(trajectory), trajectory] as const))("%s", (_, golden) => {
    const { name, config } = parseSchedulerConfig(golden.config);
    expect(name).toBe(golden.name);
    const scheduler = createScheduler(name, { config: { ...config, eta: golden.eta }, steps: golden.steps });
    expect(difference(scheduler.timesteps, golden.timesteps)).toBeLessThan(1e-4);
    const first = Float32Array.from(golden.first);
    let sample =
      golden.start > 0
        ? scheduler.addNoise(Float32Array.from(golden.original), first, golden.start)
        : first.map((value) => value * scheduler.initialNoiseScale);
    expect(difference(sample, golden.begin)).toBeLessThan(1e-5);
    golden.samples.forEach((expected, i) => {
      const index = golden.start + i;
      expect(difference(scheduler.scaleInput(sample, index), golden.inputs[i])).toBeLessThan(1e-4);
      const output = Float32Array.from(golden.outputs[i]);
      sample = scheduler.step(output, index, sample, () => Float32Array.from(golden.noises[i])).sample;
      expect(difference(sample, expected)).toBeLessThan(1e-4);
    });
    expect(golden.start + golden.samples.length).toBe(scheduler.timesteps.length);
  });

  it("are tried in every spacing and for every prediction type", () => {
    const tried = new Set(
      trajectories.map(({ name, config }) => `${name} ${config.timestep_spacing} ${config.prediction_type}`),
    );
    for (const name of schedulerNames) {
      for (const spacing of name === "lcm" ? ["leading"] : ["leading", "linspace", "trailing"]) {
        for (const kind of ["epsilon", "v_prediction"]) expect(tried).toContain(`${name} ${spacing} ${kind}`);
      }
    }
  });
});

describe("a scheduler", () => {
  const config = { _class_name: "EulerDiscreteScheduler", beta_schedule: "scaled_linear", beta_end: 0.012 };

  it("foresees the picture itself from the true noise, whatever the sampler", () => {
    const picture = Float32Array.of(0.5, -1, 0.25);
    const noise = Float32Array.of(1, 0.3, -0.7);
    for (const name of schedulerNames) {
      const { config: own } = parseSchedulerConfig({ ...config, clip_sample: false }, name);
      const scheduler = createScheduler(name, { config: own, steps: 10 });
      const sample = scheduler.addNoise(picture, noise, 4);
      const { foreseen } = scheduler.step(noise, 4, sample, () => new Float32Array(3));
      // LCM keeps a trace of the sample (its boundary condition)
      for (let i = 0; i < 3; i++) expect(foreseen[i]).toBeCloseTo(picture[i], 4);
    }
  });

  it("can be another than the file's and keeps the file's betas", () => {
    const { name, config: parsed } = parseSchedulerConfig(config, "ddim");
    expect([name, parsed.betaSchedule, parsed.betaEnd, parsed.timestepSpacing]).toEqual([
      "ddim",
      "scaled_linear",
      0.012,
      "leading",
    ]);
  });

  it("is refused by name where the file asks for what is not here", () => {
    expect(() => parseSchedulerConfig({ _class_name: "HeunDiscreteScheduler" })).toThrow(
      'asks for HeunDiscreteScheduler; choose one: { scheduler: "ddim" }',
    );
    expect(() => parseSchedulerConfig({ ...config, use_beta_sigmas: true })).toThrow("use_beta_sigmas to true");
    expect(() => parseSchedulerConfig({ _class_name: "PNDMScheduler", skip_prk_steps: false })).toThrow(
      "skip_prk_steps",
    );
    expect(() =>
      parseSchedulerConfig({ _class_name: "DPMSolverMultistepScheduler", algorithm_type: "sde-dpmsolver++" }),
    ).toThrow('algorithm_type to "sde-dpmsolver++"');
    expect(() => parseSchedulerConfig({ ...config, prediction_type: "flow" })).toThrow("prediction_type");
  });

  it("refuses steps that do not fit", () => {
    for (const name of schedulerNames) {
      const { config: own } = parseSchedulerConfig(config, name);
      for (const steps of [0, 2.5, 1001, Number.NaN]) {
        expect(() => createScheduler(name, { config: own, steps })).toThrow(RangeError);
      }
    }
  });
});

describe("startIndex", () => {
  // diffusers StableDiffusionImg2ImgPipeline.get_timesteps
  it.each([
    [20, 0.5, 10],
    [50, 0.9, 5],
    [20, 1, 0],
    [2, 0.5, 1],
    [30, 0.37, 19],
    [1, 1, 0],
  ])("of %d steps at strength %d is %d", (steps, strength, expected) => {
    expect(startIndex(steps, strength)).toBe(expected);
  });

  it("says what to change when nothing would be done", () => {
    expect(() => startIndex(1, 0.5)).toThrow("strength 0.5 of 1 steps is less than one step; give steps >= 2");
    expect(() => startIndex(20, 0)).toThrow("strength: 0");
    expect(() => startIndex(20, 1.2)).toThrow("strength: 1.2");
  });
});
