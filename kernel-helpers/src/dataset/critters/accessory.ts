import type { Random } from "../../types.js";
import type { CritterAccessory } from "./critter-attributes.js";
import type { Figure } from "./figure.js";
import { mix } from "./palette.js";
import { ellipse, ribbon } from "./path.js";
import { body, detail, type Part, points, round } from "./shape.js";

/** Colours no coat has, so that a red hat is never taken for a red animal. */
const CLOTH = ["#e23b3b", "#2fa866", "#7d4bc4"] as const;

/** An accessory in its three places; only the one that is worn has parts. */
export interface WornAccessory {
  readonly hat: readonly Part[];
  readonly scarf: readonly Part[];
  readonly ball: readonly Part[];
}

/** Puts the accessory where this animal wears it. */
export function wear(accessory: CritterAccessory, figure: Figure, random: Random): WornAccessory {
  const cloth = CLOTH[Math.floor(random() * CLOTH.length)];
  return {
    hat: accessory === "hat" ? [topHat(figure.hat, cloth)] : [],
    scarf: accessory === "scarf" ? [scarf(figure.scarf, cloth)] : [],
    ball: accessory === "ball" ? ball(figure.ball, cloth, random) : [],
  };
}

function topHat({ at: [x, y], width, lean }: Figure["hat"], cloth: string): Part {
  const half = width / 2;
  const crown = `M${-half * 0.62} 0L${-half * 0.7} -34Q0 -44 ${half * 0.7} -34L${half * 0.62} 0Z`;
  return {
    transform: `translate(${x} ${y}) rotate(${lean})`,
    parts: [
      body(crown, cloth),
      { clip: crown, parts: [detail(`M${-half} -16h${width}v13h${-width}z`, "#fff3d6")] },
      body(ellipse(0, 0, half, 8.5), mix(cloth, "#000000", 0.12)),
    ],
  };
}

function scarf({ at: [x, y], reach, lean }: Figure["scarf"], cloth: string): Part {
  const dark = mix(cloth, "#000000", 0.15);
  const band = ribbon(points(`${-reach},-4 ${-reach * 0.5},6 0,9 ${reach * 0.5},6 ${reach},-4`), [9, 11, 11, 11, 9]);
  const end = ribbon(points(`${reach * 0.38},8 ${reach * 0.46},28 ${reach * 0.4},50`), [10, 10, 11]);
  return {
    transform: `translate(${x} ${y}) rotate(${lean})`,
    parts: [
      body(end, dark),
      { clip: end, parts: [detail(`M0 34h${round(reach)}v7h${round(-reach)}z`, "#fff3d6")] },
      body(band, cloth),
      { clip: band, parts: [-0.62, 0, 0.62].map((t) => detail(`M${round(t * reach - 3.5)} -20h7v50h-7z`, "#fff3d6")) },
    ],
  };
}

function ball([x, y]: Figure["ball"], cloth: string, random: Random): Part[] {
  const r = 23;
  const disc = ellipse(x, y - r, r);
  return [
    body(disc, cloth),
    {
      clip: disc,
      parts: [
        {
          transform: `rotate(${round(random() * 90 - 45)} ${x} ${y - r})`,
          parts: [
            detail(
              `M${x - 8} ${y - 2 * r}Q${x + 6} ${y - r} ${x - 8} ${y}h17Q${x + 22} ${y - r} ${x + 9} ${y - 2 * r}Z`,
              "#fff3d6",
            ),
          ],
        },
        detail(ellipse(x - 9, y - r - 10, 6, 4, -35), "#ffffff", 0.7),
      ],
    },
  ];
}
