import { createRandom } from "../../linalg/random.js";
import type { Random } from "../../types.js";
import { type WornAccessory, wear } from "./accessory.js";
import type { CritterAttributes, CritterKind, CritterMedium, CritterScene } from "./critter-attributes.js";
import type { Figure, Look, Pose } from "./figure.js";
import { drawBear } from "./kinds/bear.js";
import { drawCat } from "./kinds/cat.js";
import { drawDog } from "./kinds/dog.js";
import { drawDuck } from "./kinds/duck.js";
import { drawFish } from "./kinds/fish.js";
import { drawFox } from "./kinds/fox.js";
import { drawOwl } from "./kinds/owl.js";
import { drawPig } from "./kinds/pig.js";
import { drawRabbit } from "./kinds/rabbit.js";
import { drawTurtle } from "./kinds/turtle.js";
import { cartoon } from "./media/cartoon.js";
import { createDefinitions } from "./media/definitions.js";
import { type Brush, type Medium, silhouette } from "./media/medium.js";
import { photo } from "./media/photo.js";
import { sketch } from "./media/sketch.js";
import { COAT_TONES, lightness } from "./palette.js";
import { ellipse } from "./path.js";
import { drawBeach } from "./scenes/beach.js";
import { drawForest } from "./scenes/forest.js";
import { drawGrass } from "./scenes/grass.js";
import { drawNight } from "./scenes/night.js";
import type { SceneDrawer } from "./scenes/scene.js";
import { drawSnow } from "./scenes/snow.js";
import { drawSofa } from "./scenes/sofa.js";
import { type Group, round, turned } from "./shape.js";

const KINDS: Readonly<Record<CritterKind, (look: Look) => Figure>> = {
  bear: drawBear,
  cat: drawCat,
  dog: drawDog,
  duck: drawDuck,
  fish: drawFish,
  fox: drawFox,
  owl: drawOwl,
  pig: drawPig,
  rabbit: drawRabbit,
  turtle: drawTurtle,
};

const SCENES: Readonly<Record<CritterScene, SceneDrawer>> = {
  grass: drawGrass,
  snow: drawSnow,
  beach: drawBeach,
  night: drawNight,
  sofa: drawSofa,
  forest: drawForest,
};

const MEDIA: Readonly<Record<CritterMedium, Medium>> = { photo, cartoon, sketch };

/** Less difference in lightness than this between animal and background calls for a rim. */
const RIM_CONTRAST = 0.3;

/**
 * Draws one animal in one scene. What the attributes leave open (pose, place, what grows where) is chance.
 * Two pictures from the same numbers that differ in one attribute differ in nothing else: pose, place and scenery stay.
 * @param random the same numbers give the same text
 * @returns SVG of 256 x 256 units, no text, no fonts, nothing outside itself
 */
export function drawCritter(attributes: CritterAttributes, random: Random): string {
  const medium = MEDIA[attributes.medium];
  const [forScene, forPose, forMarks, forAccessory, forPlace, forHand] = fork(random, 6);
  const brush: Brush = { random: forHand, definitions: createDefinitions() };
  const scene = SCENES[attributes.scene](forScene);
  const tones = COAT_TONES[attributes.colour];
  const pose = drawPose(forPose);
  const figure = KINDS[attributes.kind]({ tones, coat: attributes.coat, pose, random: forMarks });
  const parts = assemble(figure, wear(attributes.accessory, figure, forAccessory), pose);
  const behind = lightness(scene.behind);
  const rim = behind < 0.5 ? "#f7efd9" : "#5b5560";
  const needsRim = Math.abs(lightness(tones.base) - behind) < RIM_CONTRAST;
  const painted = [
    medium.paintScene(scene.parts, brush),
    `<g transform="${placement(forPlace, figure.size)}">`,
    medium.paintShadow(ellipse(128, 236, 92, 13), brush),
    needsRim ? medium.paintRim(silhouette([parts]), rim, brush) : "",
    medium.paintFigure([parts], brush),
    "</g>",
    medium.paintLight(attributes.lighting, brush),
  ].join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256" stroke-linecap="round" stroke-linejoin="round">${brush.definitions.markup()}${painted}</svg>`;
}

/** Independent sources of chance, so that more draws from one do not move what another decides. */
function fork(random: Random, count: number): Random[] {
  return Array.from({ length: count }, () => createRandom(Math.floor(random() * 2 ** 32)));
}

function drawPose(random: Random): Pose {
  const draw = (): number => 2 * random() - 1;
  return { ears: draw(), tail: draw(), head: draw(), gaze: draw() };
}

/** Trunk, scarf, head with hat, ball: from back to front. */
function assemble({ trunk, head, neck }: Figure, worn: WornAccessory, pose: Pose): Group {
  return { parts: [...trunk, ...worn.scarf, turned(5 * pose.head, neck, [...head, ...worn.hat]), ...worn.ball] };
}

/** Scale within 10 %, place within 16 units (4 pixels in a picture of 64), turn within 6 degrees, mirrored or not. */
function placement(random: Random, room = 1): string {
  const draw = (): number => 2 * random() - 1;
  const size = 0.98 * room * (1 + 0.1 * draw());
  const [x, y] = [128 + 16 * draw(), 134 + 10 * draw()];
  const mirror = random() < 0.5 ? -1 : 1;
  return `translate(${round(x)} ${round(y)}) rotate(${round(6 * draw())}) scale(${(mirror * size).toFixed(3)} ${size.toFixed(3)}) translate(-128 -134)`;
}
