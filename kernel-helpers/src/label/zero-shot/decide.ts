/** Which labels exclude one another: for each label the places of its group, itself included; null where it stands alone. */
export type Rivals = readonly (readonly number[] | null)[];

/** @param groups the group of each label, in order; null for none */
export function rivalsOf(groups: readonly (string | null)[]): Rivals {
  const members = new Map<string, number[]>();
  groups.forEach((group, j) => {
    if (group !== null) members.set(group, [...(members.get(group) ?? []), j]);
  });
  return groups.map((group) => (group === null ? null : (members.get(group) ?? null)));
}

/**
 * Probabilities from the log-odds of one image: each for itself, or within its group by softmax, where "none of them" has log-odds 0.
 * Log-odds of -Infinity give 0.
 */
export function probabilitiesOf(logOdds: ArrayLike<number>, rivals: Rivals): Float64Array {
  return Float64Array.from(logOdds, (own, j) => {
    if (own === Number.NEGATIVE_INFINITY) return 0;
    const others = rivals[j] ?? [j];
    let sum = Math.exp(-own); // none of them
    for (const k of others) sum += Math.exp(logOdds[k] - own);
    return 1 / sum;
  });
}

/** Which labels hold: those with a probability of at least `atLeast`; of a group only the most probable, of equals the first. */
export function decide(probabilities: ArrayLike<number>, rivals: Rivals, atLeast: number): number[] {
  return Array.from({ length: probabilities.length }, (_, j) => j).filter((j) => {
    const own = probabilities[j];
    if (!(own >= atLeast && own > 0)) return false;
    return (rivals[j] ?? []).every((k) => probabilities[k] < own || (probabilities[k] === own && k >= j));
  });
}
