/** A ComfyUI graph in its API format ("Export (API)"): nodes by id. */
export type ComfyuiWorkflow = Readonly<Record<string, { readonly class_type: string; readonly inputs: object }>>;

/** What a placeholder stands for; "%seed%" alone becomes the number, within other text its digits. */
export interface WorkflowValues {
  readonly prompt: string;
  readonly negative: string;
  readonly seed: number;
  readonly strength: number;
  readonly guidance: number;
  readonly steps: number;
  /** the source's name on the server; none in a workflow without "%image%" */
  readonly image?: string;
  /** pixels */
  readonly width: number;
  readonly height: number;
}

const NAMES = ["prompt", "negative", "seed", "strength", "guidance", "steps", "image", "width", "height"] as const;
const PLACEHOLDER = new RegExp(`%(${NAMES.join("|")})%`, "g");

/** Image to image with a checkpoint of Stable Diffusion 1.5, 2.x or SDXL. @param checkpoint a file of ComfyUI's models/checkpoints */
export function defaultComfyuiWorkflow(checkpoint: string): ComfyuiWorkflow {
  return {
    "1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: checkpoint } },
    "2": { class_type: "CLIPTextEncode", inputs: { text: "%prompt%", clip: ["1", 1] } },
    "3": { class_type: "CLIPTextEncode", inputs: { text: "%negative%", clip: ["1", 1] } },
    "4": { class_type: "LoadImage", inputs: { image: "%image%" } },
    "5": { class_type: "VAEEncode", inputs: { pixels: ["4", 0], vae: ["1", 2] } },
    "6": {
      class_type: "KSampler",
      inputs: {
        model: ["1", 0],
        positive: ["2", 0],
        negative: ["3", 0],
        latent_image: ["5", 0],
        seed: "%seed%",
        steps: "%steps%",
        cfg: "%guidance%",
        sampler_name: "euler",
        scheduler: "normal",
        denoise: "%strength%",
      },
    },
    "7": { class_type: "VAEDecode", inputs: { samples: ["6", 0], vae: ["1", 2] } },
    "8": { class_type: "SaveImage", inputs: { images: ["7", 0], filename_prefix: "datacrafter" } },
  };
}

/**
 * Which placeholders a workflow has.
 * @throws Error when it is no graph in API format, or has no place for the prompt
 */
export function findPlaceholders(workflow: unknown): ReadonlySet<keyof WorkflowValues> {
  const nodes = Object.values(Object(workflow) as object);
  if (
    nodes.length === 0 ||
    !nodes.every((node) => typeof Object(node).class_type === "string" && Object(node).inputs)
  ) {
    throw new Error(
      'comfyui: the workflow is no graph in API format; save it in ComfyUI with "Workflow > Export (API)" and read that file with JSON.parse.',
    );
  }
  const found = new Set(
    [...JSON.stringify(workflow).matchAll(PLACEHOLDER)].map(([, name]) => name as keyof WorkflowValues),
  );
  if (!found.has("prompt")) {
    throw new Error(
      'comfyui: the workflow has no "%prompt%"; write it in place of the text of its prompt, and "%seed%", "%image%" and so on likewise.',
    );
  }
  return found;
}

/** A copy of the workflow with values in place of the placeholders. */
export function fillWorkflow(workflow: ComfyuiWorkflow, values: WorkflowValues): ComfyuiWorkflow {
  return fill(workflow, values) as ComfyuiWorkflow;
}

function fill(value: unknown, values: WorkflowValues): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, values));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, values)]));
  }
  if (typeof value !== "string") return value;
  const alone = NAMES.find((name) => value === `%${name}%`);
  // one pass: a prompt that says "%seed%" stays as it is
  return alone ? values[alone] : value.replace(PLACEHOLDER, (_, name: keyof WorkflowValues) => String(values[name]));
}
