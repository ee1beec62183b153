import type { LabelVerdict } from "./label-evidence.js";
import { sayLabels } from "./say-labels.js";
import type { Suggestion } from "./suggestion.js";
import { unsayLabel } from "./unsay-label.js";
import type { WishedLabel } from "./wished-labels.js";

/** Siblings named in one bracket at most: more would drown the class. */
const MOST_SIBLINGS = 4;
/** Beyond this a chance is as good as none. */
const MOST_SUPPORT = 6;
/** A person's wish is worth two powers of ten of chance: it is followed where nothing speaks against it. */
const SUPPORT_OF_WISH = 2;
/** Labels of one wish: each is drawn the less the more there are. */
const MOST_WISHED = 6;

/** How labels get into a prompt and out of it. */
export interface LabelKnowledge {
  /** labels that may stand in for this one, none of them undesired, the best first */
  readonly substitutesFor: (label: string) => readonly string[];
}

/**
 * What verdicts on labels suggest. An undesired label is unsaid where the template says it; what may stand in its place is said, since most generators understand "on grass" better than "not on a sofa".
 * What is wished for is said in half of the prompts, labels that stand in for one another in turn.
 */
export function suggestLabels(
  undesired: readonly LabelVerdict[],
  wishes: readonly (readonly WishedLabel[])[],
  { substitutesFor }: LabelKnowledge,
): readonly Suggestion[] {
  const against = undesired.flatMap((verdict): Suggestion[] => {
    const { label } = verdict;
    const counts = describe(verdict);
    const substitutes = substitutesFor(label).slice(0, MOST_SIBLINGS);
    const unsay: Suggestion = {
      apply: (parts) => unsayLabel(parts, label),
      why: `${counts}: no longer asked for`,
      support: supportOf(verdict),
    };
    if (substitutes.length === 0) return [unsay];
    const say: Suggestion = {
      apply: (parts) => sayLabels(parts, substitutes, false),
      why: `${counts}: ${list(substitutes)} asked for in its place`,
      support: supportOf(verdict),
    };
    return [unsay, say];
  });
  const towards = wishes.map((group): Suggestion => {
    const said = group.slice(0, MOST_WISHED);
    return {
      apply: (parts) =>
        sayLabels(
          parts,
          said.map(({ label }) => label),
          true,
        ),
      why: `${said.map(describeWish).join("; ")}: asked for in half of the prompts`,
      support: SUPPORT_OF_WISH,
    };
  });
  return [...against, ...towards];
}

function supportOf({ chance }: LabelVerdict): number {
  return Math.min(MOST_SUPPORT, -Math.log10(Math.max(chance, Number.MIN_VALUE)));
}

function describe({ label, rejected, allRejected, others, allOthers }: LabelVerdict): string {
  return `'${label}' is in ${rejected} of ${allRejected} rejected, ${others} of ${allOthers} others`;
}

function describeWish({ label, wanted, allWanted, others, allOthers }: WishedLabel): string {
  return `'${label}' is in ${wanted} of ${allWanted} wanted, ${others} of ${allOthers} others`;
}

function list(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(", ");
}
