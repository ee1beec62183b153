/** log-odds = intercept + slope * x */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
}

/** Where a line is expected before anything was seen: two independent normal distributions. */
export interface LinePrior {
  readonly centre: Line;
  /** standard deviations; 0: it is the centre */
  readonly spread: Line;
}

const MAX_STEPS = 50;
// found once, not millions of times: in a context of node:vm (jest runs in one) each look-up of a global is slow
const { exp, log1p } = Math;

/**
 * Logistic regression in one variable with a normal prior, to its only maximum (Newton's method).
 * @param x one number per case, not far from [-10, 10] @param holds 1 or 0 per case
 * @source Platt 1999 (a sigmoid on a classifier's scores); the prior in place of his smoothed targets
 */
export function fitLine(x: ArrayLike<number>, holds: ArrayLike<number>, prior: LinePrior): Line {
  const { centre, spread } = prior;
  if (!(spread.intercept > 0 && spread.slope > 0)) return centre;
  const precision = { intercept: spread.intercept ** -2, slope: spread.slope ** -2 };
  const loss = ({ intercept, slope }: Line): number => {
    let sum =
      (precision.intercept * (intercept - centre.intercept) ** 2 + precision.slope * (slope - centre.slope) ** 2) / 2;
    for (let i = 0; i < x.length; i++) sum += surprise(intercept + slope * x[i], holds[i]);
    return sum;
  };
  let line = centre;
  let now = loss(line);
  for (let step = 0; step < MAX_STEPS; step++) {
    const { intercept: da, slope: db } = newtonStep(x, holds, line, centre, precision);
    let size = 1;
    let next = { intercept: line.intercept - da, slope: line.slope - db };
    // far from the maximum a full step may lead uphill
    while (loss(next) > now && size > 1e-6) {
      size /= 2;
      next = { intercept: line.intercept - size * da, slope: line.slope - size * db };
    }
    line = next;
    now = loss(line);
    if (Math.abs(da) + Math.abs(db) < 1e-7) break;
  }
  return line;
}

function newtonStep(x: ArrayLike<number>, holds: ArrayLike<number>, line: Line, centre: Line, precision: Line): Line {
  let ga = precision.intercept * (line.intercept - centre.intercept);
  let gb = precision.slope * (line.slope - centre.slope);
  let haa = precision.intercept;
  let hab = 0;
  let hbb = precision.slope;
  for (let i = 0; i < x.length; i++) {
    const p = probability(line.intercept + line.slope * x[i]);
    const error = p - holds[i];
    const weight = p * (1 - p);
    ga += error;
    gb += error * x[i];
    haa += weight;
    hab += weight * x[i];
    hbb += weight * x[i] * x[i];
  }
  const determinant = haa * hbb - hab * hab;
  return { intercept: (hbb * ga - hab * gb) / determinant, slope: (haa * gb - hab * ga) / determinant };
}

/** 1 / (1 + exp(-logOdds)) */
export function probability(logOdds: number): number {
  return 1 / (1 + exp(-logOdds));
}

/** Minus the log of the probability that log-odds give to what came. */
export function surprise(logOdds: number, holds: number): number {
  const against = holds ? -logOdds : logOdds;
  return against > 0 ? against + log1p(exp(-against)) : log1p(exp(against));
}
