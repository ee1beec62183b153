import type { CallOptions } from "../../types.js";

/** Finds one name for each group of labels: a language model, or a person's own function. */
export interface ClusterNamer {
  /**
   * @param groups the labels of each group, as the tree shows them
   * @returns one for each group, in their order, unchecked; null where it has none
   * @throws Error when it has none at all, in words a person can act on
   */
  name(groups: readonly (readonly string[])[], options?: CallOptions): Promise<readonly (string | null)[]>;
}
