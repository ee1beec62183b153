/**
 * The first step of image-to-image: of so many steps only the last share is gone through.
 * @param strength in (0, 1]; 1 starts from noise alone
 * @returns in [0, steps)
 * @throws RangeError when steps * strength is less than one step
 * @source diffusers, StableDiffusionImg2ImgPipeline.get_timesteps
 */
export function startIndex(steps: number, strength: number): number {
  if (!(strength > 0 && strength <= 1))
    throw new RangeError(`strength: ${strength}; give a number above 0, at most 1.`);
  const taken = Math.min(Math.trunc(steps * strength), steps);
  if (taken < 1) {
    throw new RangeError(
      `strength ${strength} of ${steps} steps is less than one step; give steps >= ${Math.ceil(1 / strength)} or strength >= ${1 / steps}.`,
    );
  }
  return steps - taken;
}
