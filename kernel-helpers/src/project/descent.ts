/** Gradient descent with momentum and a gain per coordinate. */
export interface Descent {
  /** Moves positions in place; the gradient is read only. */
  step(positions: Float64Array, gradient: Float64Array, momentum: number): void;
}

const LEAST_GAIN = 0.01;

/** No point moves further than this in one step: a far outlier cannot throw the layout. In units of the plane, where s = 0.5 at distance 1. */
const LONGEST_STEP = 5;

/**
 * @param rates step length per coordinate, the length of positions
 * @source Jacobs 1988 (delta-bar-delta), as in van der Maaten & Hinton 2008
 */
export function createDescent(rates: Float64Array): Descent {
  const velocity = new Float64Array(rates.length);
  const gains = new Float64Array(rates.length).fill(1);
  return {
    step: (positions, gradient, momentum) => {
      for (let t = 0; t < positions.length; t++) {
        const isTurning = gradient[t] > 0 === velocity[t] > 0;
        gains[t] = Math.max(LEAST_GAIN, isTurning ? gains[t] * 0.8 : gains[t] + 0.2);
        const wanted = momentum * velocity[t] - rates[t] * gains[t] * gradient[t];
        velocity[t] = Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, wanted));
        positions[t] += velocity[t];
      }
    },
  };
}
