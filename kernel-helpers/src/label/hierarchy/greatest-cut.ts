import { indexNodes, type LabelNode, type LabelTree } from "./label-tree.js";

/** What a node's subtree can be worth. */
interface Worth {
  /** worth[b]: the most that a cut of the subtree with exactly b nodes has; -Infinity where there is none; length up to leaves + 1 */
  readonly worth: Float64Array;
  /** shares[i][b]: of b nodes spread over the children up to child i, how many are child i's */
  readonly shares: readonly Int32Array[];
}

/**
 * The cut of at most `budget` nodes whose weights have the greatest sum; among equals the one with more nodes. A knapsack over the children of each node:
 * O(nodes * budget) time in all, since two children's tables are joined in the product of their sizes, each at most the budget.
 * @param tree with one label or more
 * @param weights by id, finite
 * @returns ids from left to right
 */
export function greatestCut(tree: LabelTree, weights: ReadonlyMap<string, number>, budget: number): readonly string[] {
  const table = new Map<string, Worth>();
  for (const node of [...tree.nodes].reverse()) {
    table.set(node.id, worthOf(node, weights.get(node.id) as number, table, budget));
  }
  const { worth } = table.get(tree.rootId) as Worth;
  let best = 1;
  for (let b = 2; b < worth.length; b++) if (worth[b] >= worth[best]) best = b;
  return readCut(tree, table, weights, best);
}

function worthOf(node: LabelNode, weight: number, table: ReadonlyMap<string, Worth>, budget: number): Worth {
  if (node.children.length === 0) return { worth: Float64Array.of(-Infinity, weight), shares: [] };
  const shares: Int32Array[] = [];
  let worth: Float64Array = Float64Array.of(0);
  for (const child of node.children) {
    const joined = join(worth, (table.get(child) as Worth).worth, budget);
    worth = joined.worth;
    shares.push(joined.shares);
  }
  worth[1] = Math.max(worth[1], weight);
  return { worth, shares };
}

interface Joined {
  readonly worth: Float64Array;
  readonly shares: Int32Array;
}

/** The best ways to spread b nodes over the children so far and one more. */
function join(before: Float64Array, child: Float64Array, budget: number): Joined {
  const length = Math.min(before.length + child.length - 1, budget + 1);
  const worth = new Float64Array(length).fill(-Infinity);
  const shares = new Int32Array(length);
  for (let a = 0; a < before.length; a++) {
    if (before[a] === -Infinity) continue;
    for (let b = 1; b < child.length && a + b < length; b++) {
      const together = before[a] + child[b];
      if (together > worth[a + b]) {
        worth[a + b] = together;
        shares[a + b] = b;
      }
    }
  }
  return { worth, shares };
}

/** Goes down from the root with the number of nodes to spend. */
function readCut(
  tree: LabelTree,
  table: ReadonlyMap<string, Worth>,
  weights: ReadonlyMap<string, number>,
  best: number,
): string[] {
  const nodes = indexNodes(tree);
  const cut: string[] = [];
  const waiting = [{ id: tree.rootId, nodes: best }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { children } = nodes.get(next.id) as LabelNode;
    const { worth, shares } = table.get(next.id) as Worth;
    // one node may also be the only child's
    if (next.nodes === 1 && worth[1] === weights.get(next.id)) {
      cut.push(next.id);
      continue;
    }
    let left = next.nodes;
    for (let i = children.length - 1; i >= 0; i--) {
      waiting.push({ id: children[i], nodes: shares[i][left] });
      left -= shares[i][left];
    }
  }
  return cut;
}
