/** Images per original in one iteration, at most. */
const MOST_PER_IMAGE = 100;

/** @param who the method, for the message @throws RangeError for a perImage that is no whole number from 1 to 100 */
export function checkPerImage(who: string, perImage: number): void {
  if (!Number.isInteger(perImage) || perImage < 1 || perImage > MOST_PER_IMAGE) {
    throw new RangeError(`${who}: perImage = ${String(perImage)}; give a whole number from 1 to ${MOST_PER_IMAGE}.`);
  }
}
