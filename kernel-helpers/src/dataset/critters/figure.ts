import type { Random } from "../../types.js";
import type { CritterCoat } from "./critter-attributes.js";
import type { CoatTones } from "./palette.js";
import type { Part, Point } from "./shape.js";

/** What an animal is drawn with. */
export interface Look {
  readonly tones: CoatTones;
  readonly coat: CritterCoat;
  readonly pose: Pose;
  readonly random: Random;
}

/** How the animal holds itself; every number in [-1, 1], 0 is at rest. */
export interface Pose {
  readonly ears: number;
  readonly tail: number;
  readonly head: number;
  readonly gaze: number;
}

/** An animal before it is painted: standing on y = 236, looking out of the middle of the 256 x 256 canvas or to the right. */
export interface Figure {
  /** everything under the scarf, farthest first */
  readonly trunk: readonly Part[];
  /** everything over the scarf; turns about the neck, hat included */
  readonly head: readonly Part[];
  readonly neck: Point;
  /** share of full size that leaves room for the jitter; 1 when left out */
  readonly size?: number;
  /** where the brim sits, its whole width, and how far it leans, degrees */
  readonly hat: { readonly at: Point; readonly width: number; readonly lean: number };
  /** middle of the neck line, half its length, and its lean, degrees */
  readonly scarf: { readonly at: Point; readonly reach: number; readonly lean: number };
  /** where the ball touches the ground */
  readonly ball: Point;
}
