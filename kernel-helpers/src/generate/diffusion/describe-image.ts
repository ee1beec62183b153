import type { DiffusionSettings } from "./diffusion-settings.js";
import type { JoinedResult } from "./join-requests.js";
import type { ReadyModel } from "./prepare-model.js";
import type { FoundPerturbation } from "./search-perturbation.js";

/** Everything that made an image, for provenance: with it and the source the image can be made again. */
export function describeImage(
  { model, scheduler, width, height }: ReadyModel,
  settings: DiffusionSettings,
  seed: number,
  { provider, stepsPerSecond }: Pick<JoinedResult, "provider" | "stepsPerSecond">,
  found: FoundPerturbation | null,
): Record<string, string> {
  const { steps, strength, guidance, negativePrompt, hasSource, eta } = settings;
  return {
    model: `sha256:${model.digest}`,
    mode: hasSource ? "image-to-image" : "text-to-image",
    scheduler: scheduler.name,
    steps: String(steps),
    ...(hasSource ? { strength: String(strength) } : {}),
    guidance: String(guidance),
    ...(scheduler.name === "ddim" && eta > 0 ? { eta: String(eta) } : {}),
    ...(negativePrompt ? { negativePrompt } : {}),
    seed: String(seed),
    size: `${width}x${height}`,
    provider,
    stepsPerSecond: stepsPerSecond.toPrecision(3),
    ...describeSearch(settings, found),
  };
}

function describeSearch({ perturbation }: DiffusionSettings, found: FoundPerturbation | null): Record<string, string> {
  if (!perturbation || !found) return {};
  return {
    perturbation: `GIF-style, derivative-free: ${perturbation.method}`,
    perturbationBall: String(perturbation.ball),
    perturbationScore: found.score.toPrecision(4),
    // the image of the unperturbed latents is decoded, too
    vaeDecodes: String(found.decodes + 1),
  };
}
