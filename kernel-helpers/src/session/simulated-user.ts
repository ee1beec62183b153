import { createRandom, seedFrom, shuffle } from "../linalg/random.js";
import type { ImageRecord } from "../types.js";
import type { Session } from "./session.js";

export interface SimulatedUserOptions {
  /** The rule: which of these images this person does not want; from known truth (judgeCritters), or from a classifier. */
  readonly isUndesired: (images: readonly ImageRecord[]) => Promise<readonly boolean[]>;
  /** The other rule: which this person wants more of; default none. */
  readonly isWanted?: (images: readonly ImageRecord[]) => Promise<readonly boolean[]>;
  /** share of verdicts that are the wrong way round, in [0, 1]; default 0 */
  readonly errorRate?: number;
  /** images looked at in one round at most; default all */
  readonly mostLooked?: number;
  /** images rejected in one round at most; default all */
  readonly mostRejected?: number;
  /** decides the order of looking and the errors; default 1 */
  readonly seed?: number;
}

/** What one round took. */
export interface Effort {
  readonly looked: number;
  readonly rejected: number;
  readonly wanted: number;
  readonly clicks: number;
  /** words typed; a simulated person types none */
  readonly words: number;
  readonly seconds: number;
}

export interface SimulatedUser {
  /** Looks at the generated images of the latest iteration, and rejects and wants what the rules say. */
  review(session: Session): Promise<Effort>;
}

/** Seconds of the keystroke-level model: to decide, to point with the mouse, to press its button. @source Card, Moran & Newell 1980 */
const DECIDE = 1.35;
const POINT = 1.1;
const PRESS = 0.2;
/** Looking at a picture and knowing what it is: about half a second of viewing. @source Thorpe, Fize & Marlot 1996 (150 ms in the brain, 400 to 500 ms to an answer by hand) */
const LOOK = 0.5;

/**
 * A person for studies: looks at new images in random order, judges them by a rule, errs now and then, and gets tired. Its effort is counted in clicks (one per image, one per button)
 * and reckoned in seconds by the keystroke-level model; both are assumptions of a study, not measurements of people.
 * @throws RangeError when a share is not in [0, 1] or a number of images not a whole number from 0
 */
export function simulatedUser(options: SimulatedUserOptions): SimulatedUser {
  const { isUndesired, isWanted, errorRate = 0, seed = 1 } = options;
  const { mostLooked = Number.POSITIVE_INFINITY, mostRejected = Number.POSITIVE_INFINITY } = options;
  if (!(errorRate >= 0 && errorRate <= 1)) {
    throw new RangeError(`simulatedUser: errorRate = ${errorRate}; give a share from 0 to 1.`);
  }
  for (const [name, value] of Object.entries({ mostLooked, mostRejected })) {
    if (!(value >= 0 && (value === Number.POSITIVE_INFINITY || Number.isInteger(value)))) {
      throw new RangeError(`simulatedUser: ${name} = ${value}; give a whole number from 0, or leave it out.`);
    }
  }
  return {
    async review(session) {
      const iteration = Math.max(0, ...session.iterations.flatMap(({ index, isActive }) => (isActive ? [index] : [])));
      const random = createRandom(seedFrom(`${seed}/${iteration}`));
      const fresh = session.images.filter((image) => image.iteration === iteration && image.origin === "generated");
      const looked = shuffle(fresh, random).slice(0, mostLooked);
      const erring = (verdicts: readonly boolean[]): boolean[] =>
        verdicts.map((verdict) => (random() < errorRate ? !verdict : verdict));
      const bad = looked.length > 0 ? erring(await isUndesired(looked)) : [];
      const good = isWanted && looked.length > 0 ? await isWanted(looked) : [];
      const rejected = looked.filter((_, i) => bad[i]).slice(0, mostRejected);
      const wanted = looked.filter((_, i) => good[i] && !bad[i]);
      const clicksOf = { rejected: clicksFor(rejected.length), wanted: clicksFor(wanted.length) };
      const by = "simulated user";
      if (rejected.length > 0) session.reject(idsOf(rejected), { by, clicks: clicksOf.rejected });
      if (wanted.length > 0) session.want(idsOf(wanted), { by, clicks: clicksOf.wanted });
      const clicks = clicksOf.rejected + clicksOf.wanted;
      const seconds = looked.length * LOOK + clicks * (POINT + PRESS) + (rejected.length + wanted.length) * DECIDE;
      return { looked: looked.length, rejected: rejected.length, wanted: wanted.length, clicks, words: 0, seconds };
    },
  };
}

/** One click for each image, one for the button. */
function clicksFor(images: number): number {
  return images === 0 ? 0 : images + 1;
}

function idsOf(images: readonly ImageRecord[]): string[] {
  return images.map(({ id }) => id);
}
