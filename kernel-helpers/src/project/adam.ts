/** Gradient descent that scales each coordinate by the recent size of its gradient. */
export interface Adam {
  /** Moves positions in place; the gradient is read only. @param rate the size of a typical step, in units of the plane */
  step(positions: Float64Array, gradient: Float64Array, rate: number): void;
}

const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const LEAST_SIZE = 1e-12;

/**
 * @param length of positions
 * @source Kingma & Ba 2015, Adam: a method for stochastic optimization, algorithm 1
 */
export function createAdam(length: number): Adam {
  const mean = new Float64Array(length);
  const square = new Float64Array(length);
  let steps = 0;
  return {
    step: (positions, gradient, rate) => {
      steps++;
      const meanBias = 1 - MEAN_DECAY ** steps;
      const squareBias = 1 - SQUARE_DECAY ** steps;
      for (let t = 0; t < length; t++) {
        mean[t] = MEAN_DECAY * mean[t] + (1 - MEAN_DECAY) * gradient[t];
        square[t] = SQUARE_DECAY * square[t] + (1 - SQUARE_DECAY) * gradient[t] * gradient[t];
        positions[t] -= (rate * (mean[t] / meanBias)) / (Math.sqrt(square[t] / squareBias) + LEAST_SIZE);
      }
    },
  };
}
