import { eyes, smile } from "../face.js";
import type { Figure, Look } from "../figure.js";
import { mix } from "../palette.js";
import { blob, ellipse, symmetricBlob } from "../path.js";
import { pelt } from "../pelt.js";
import { body, bothSides, detail, type Group, type Part, points, turned } from "../shape.js";
import { sittingBody } from "../sitting-body.js";

/** A pointed face with white cheeks, large ears with dark tips, dark socks, and a brush of a tail with a white tip. */
export function drawFox(look: Look): Figure {
  const { tones, pose } = look;
  const socks = mix(tones.dark, "#241a18", 0.55);
  const skull = symmetricBlob(points("128,66 158,72 178,98 196,124 166,138 142,154 128,160"));
  const cheek = "M128 158Q140 156 152 144L196 125Q186 114 164 118Q146 122 128 116Z";
  const ear = turned(
    6 * pose.ears,
    [164, 84],
    [
      body("M138 74Q156 36 188 22Q200 62 184 108Z", tones.base),
      detail("M164 42Q176 30 188 22Q193 36 194 50Q180 40 164 42Z", socks),
      detail("M154 76Q166 56 178 52Q184 72 178 92Z", tones.belly),
    ],
  );
  return {
    trunk: [brush(look), ...sittingBody(look, { shoulder: 31, hip: 43, belly: tones.belly, socks })],
    head: [
      ...bothSides([ear]),
      ...pelt(look, {
        path: skull,
        area: { at: [128, 104], rx: 58, ry: 38 },
        stripes: "crown",
      }),
      ...bothSides([detail(cheek, tones.base === "#fbf8f2" ? "#ece2dd" : "#fffaf2")]),
      detail("M110 92Q128 84 146 92L138 146Q128 154 118 146Z", tones.base),
      ...eyes(look, { dx: 29, y: 110, r: 10 }),
      detail(ellipse(128, 146, 10, 7.5), "#2a2024"),
      detail(ellipse(125, 144, 3, 2), "#ffffff", 0.8),
      ...smile(128, 152, 20, 4),
    ],
    neck: [128, 150],
    hat: { at: [128, 71], width: 54, lean: 0 },
    scarf: { at: [128, 156], reach: 40, lean: 0 },
    ball: [58, 236],
  };
}

function brush(look: Look): Group {
  const { pose } = look;
  const tail = blob(points("160,226 200,236 230,212 234,176 220,146 206,134 196,160 192,188 176,204"));
  const tip = "M190 158Q200 166 208 156Q216 168 224 158Q230 168 240 160L226 118L196 122Z";
  const parts: Part[] = [
    ...pelt(look, { path: tail, area: { at: [212, 200], rx: 30, ry: 34 }, stripes: "hoops" }),
    { clip: tail, parts: [detail(tip, "#fffaf2")] },
  ];
  return turned(8 * pose.tail - 2, [168, 224], parts);
}
