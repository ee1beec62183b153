/**
 * The border of every iterative projector.
 * @param who the function to name in the message
 * @throws RangeError when a number of steps is given and is not a whole number, 0 or more
 */
export function checkIterations(who: string, iterations: number | undefined): void {
  if (iterations === undefined || (Number.isInteger(iterations) && iterations >= 0)) return;
  throw new RangeError(`${who}: iterations = ${iterations}; give a whole number, 0 or more.`);
}
