import { type Clock, systemClock } from "../remote/clock.js";
import { checkAddress, checkRemoteOptions } from "../remote/remote-options.js";
import type { Generator } from "../types.js";
import { asParameters } from "./remote/as-parameters.js";
import { runWorkflow, uploadImage } from "./remote/comfyui-job.js";
import {
  type ComfyuiWorkflow,
  defaultComfyuiWorkflow,
  fillWorkflow,
  findPlaceholders,
} from "./remote/comfyui-workflow.js";
import {
  checkDiffusionOptions,
  type DiffusionOptions,
  type DiffusionSettings,
  SIDE_STEP,
} from "./remote/diffusion-options.js";
import { remoteGenerator, type ServerImage, type ServerRequest } from "./remote/remote-generator.js";
import { readSourceScaled } from "./remote/source-image.js";

export interface ComfyuiOptions extends DiffusionOptions {
  /** e.g. "http://127.0.0.1:8188" */
  readonly url: string;
  /** a file of the server's models/checkpoints, for the default workflow; either this or a workflow */
  readonly checkpoint?: string;
  /** a graph in API format with "%prompt%", and any of "%negative%", "%seed%", "%strength%", "%guidance%", "%steps%", "%image%", "%width%", "%height%" */
  readonly workflow?: ComfyuiWorkflow;
}

/** Options, and the placeholders without which they would do nothing. */
const NEEDS = { strength: "strength", guidance: "guidance", steps: "steps", negativePrompt: "negative" } as const;

/**
 * A generator that runs a workflow on a ComfyUI server. What it can obey is what the workflow has placeholders for.
 * @param clock time and chance for the waits between tries
 * @throws Error before anything is asked, for an address or workflow that cannot be meant, or an option that the workflow has no placeholder for
 */
export function comfyui(options: ComfyuiOptions, clock: Clock = systemClock): Generator {
  const url = checkAddress("comfyui", "url", options.url);
  const workflow = chooseWorkflow(options);
  const has = findPlaceholders(workflow);
  for (const [option, placeholder] of Object.entries(NEEDS) as [keyof typeof NEEDS, "strength"][]) {
    if (options[option] === undefined || has.has(placeholder)) continue;
    const names = [...has].map((name) => `%${name}%`).join(", ");
    throw new Error(`comfyui: the workflow cannot honour ${option}: it has no "%${placeholder}%"; it has ${names}.`);
  }
  const settings = checkDiffusionOptions("comfyui", options);
  const plan = { settings, url, workflow, has, checkpoint: options.checkpoint };
  const server = {
    name: "comfyui",
    host: new URL(url).host,
    capabilities: {
      seed: has.has("seed"),
      imageToImage: has.has("image"),
      textToImage: !has.has("image"),
      strength: has.has("strength"),
      guidance: has.has("guidance"),
      negativePrompt: has.has("negative"),
    },
    apiKeyVariable: null,
    readSource: (path: string) => readSourceScaled(path, settings.longestSide, SIDE_STEP),
    makeImage: (request: ServerRequest, signal: AbortSignal) => makeImage(plan, request, { url, signal, clock }),
  };
  return remoteGenerator(server, checkRemoteOptions("comfyui", options, 1), clock);
}

function chooseWorkflow({ workflow, checkpoint }: ComfyuiOptions): ComfyuiWorkflow {
  if (workflow && checkpoint === undefined) return workflow;
  if (!workflow && checkpoint) return defaultComfyuiWorkflow(checkpoint);
  throw new Error("comfyui: give either a checkpoint, for the default workflow, or a workflow of your own.");
}

interface Plan {
  readonly settings: DiffusionSettings;
  readonly workflow: ComfyuiWorkflow;
  readonly has: ReturnType<typeof findPlaceholders>;
  readonly checkpoint: string | undefined;
}

async function makeImage(
  { settings, workflow, has, checkpoint }: Plan,
  { prompt, seed, start }: ServerRequest,
  call: { readonly url: string; readonly signal: AbortSignal; readonly clock: Clock },
): Promise<ServerImage> {
  const { negativePrompt: negative, strength, guidance, steps } = settings;
  const { width, height } = start;
  const image = has.has("image") ? await uploadImage(start.png, call) : undefined;
  const values = { prompt, negative, seed, strength, guidance, steps, image, width, height };
  const made = await runWorkflow(fillWorkflow(workflow, values), call);
  const told = Object.entries({ seed, strength, guidance, steps, negative });
  const parameters = asParameters({
    server: call.url,
    model: checkpoint,
    size: has.has("image") || has.has("width") ? `${width}x${height}` : null,
    ...Object.fromEntries(told.filter(([name]) => has.has(name as keyof typeof values))),
    requestId: made.promptId,
  });
  return { image: made.image, parameters, warnings: made.warnings };
}
