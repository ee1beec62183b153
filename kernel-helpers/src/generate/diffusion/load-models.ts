import type { JobContext, ModelSession } from "../../inference/job.js";
import type { DiffusionInput } from "./diffusion-input.js";

/** The networks of one job. */
export interface DiffusionModels {
  /** one; two for SDXL */
  readonly textEncoders: readonly ModelSession[];
  readonly unet: ModelSession;
  /** null where no image is made from an image */
  readonly vaeEncoder: ModelSession | null;
  readonly vaeDecoder: ModelSession;
}

/** @throws Error that names the file that cannot be loaded */
export async function loadModels(
  { parts, images }: Pick<DiffusionInput, "parts" | "images">,
  { loadSession }: JobContext,
): Promise<DiffusionModels> {
  const textEncoders = [await loadSession(parts.textEncoder)];
  if (parts.textEncoder2) textEncoders.push(await loadSession(parts.textEncoder2));
  const hasSource = images.some(({ source }) => source);
  return {
    textEncoders,
    unet: await loadSession(parts.unet),
    vaeEncoder: hasSource && parts.vaeEncoder ? await loadSession(parts.vaeEncoder) : null,
    vaeDecoder: await loadSession(parts.vaeDecoder),
  };
}
