import { deflateRawSync } from "node:zlib";
import { shorten } from "../images/svg-text.js";
import { classColor, classColorOnDark, classShape } from "../jupyter/class-mark.js";
import { fitIntoFrame } from "../jupyter/fit-into-frame.js";
import { spreadOrder } from "../jupyter/spread-order.js";
import { IS_GENERATED, IS_REJECTED, IS_WANTED, MAP_UNITS, type MapData, type MapDataLayout } from "./map-data.js";
import type { RunStory, StoryImage, StoryMap } from "./run-story.js";

/** More points would make a page large. */
const MOST_POINTS = 20_000;
const MOST_LABELS = 200;
const LABELS_PER_IMAGE = 12;
const LONGEST_LABEL = 40;
const LONGEST_CLASS = 60;
const LONGEST_PROMPT = 300;
/** What is left of prompts where whole ones make the map too large. */
const SHORT_PROMPT = 60;

/**
 * What an explorable map needs, of a sample of points where there are very many.
 * @param thumbnails data URIs by image id
 * @param longestPrompt characters; 0 leaves prompts out
 */
export function makeMapData(
  story: Pick<RunStory, "classes" | "images" | "maps">,
  thumbnails: ReadonlyMap<string, string>,
  longestPrompt: number = LONGEST_PROMPT,
): MapData {
  const onMaps = new Set(story.maps.flatMap(({ imageIds }) => imageIds));
  const images = sample(story.images.filter(({ id }) => onMaps.has(id)));
  const placeOf = new Map(images.map(({ id }, place) => [id, place]));
  const prompts = listOnce();
  const words = listOnce();
  const classOf = images.map(({ className }) => Math.max(0, story.classes.indexOf(className)));
  const indices = story.classes.map((_, index) => index);
  return {
    classes: story.classes.map((name) => shorten(name, LONGEST_CLASS)),
    colors: { light: indices.map(classColor), dark: indices.map(classColorOnDark) },
    shapes: indices.map(classShape),
    classOf,
    flags: images.map(flagsOf),
    iterationOf: images.map(({ iteration }) => iteration),
    promptOf: images.map(({ prompt }) =>
      prompt === null || longestPrompt === 0 ? -1 : prompts.placeOf(shorten(prompt, longestPrompt)),
    ),
    prompts: prompts.texts,
    wordsOf: images.map(({ labels }) =>
      labels.slice(0, LABELS_PER_IMAGE).map((label) => words.placeOf(shorten(label, LONGEST_LABEL))),
    ),
    words: words.texts,
    thumbnails: Object.fromEntries(
      [...thumbnails].flatMap(([id, uri]) => (placeOf.has(id) ? [[String(placeOf.get(id)), uri]] : [])),
    ),
    layouts: story.maps.map((map) => toLayout(map, placeOf)),
  };
}

/**
 * Packs a map into letters and digits, for an attribute of a page: nothing in it can end the attribute, or be taken for HTML.
 * Where it would be too large, prompts are shortened, then left out.
 * @param mostBytes of the packed text; what has no prompts left is packed whatever its size
 */
export function packMap(
  story: Pick<RunStory, "classes" | "images" | "maps">,
  thumbnails: ReadonlyMap<string, string>,
  mostBytes: number,
): string {
  for (const longestPrompt of [LONGEST_PROMPT, SHORT_PROMPT]) {
    const packed = pack(makeMapData(story, thumbnails, longestPrompt));
    if (packed.length <= mostBytes) return packed;
  }
  return pack(makeMapData(story, thumbnails, 0));
}

/** base64 of raw deflate of JSON: what browsers unpack by themselves. */
function pack(data: MapData): string {
  return deflateRawSync(JSON.stringify(data), { level: 9 }).toString("base64");
}

/** In their order; evenly taken from all where there are too many. */
function sample(images: readonly StoryImage[]): readonly StoryImage[] {
  if (images.length <= MOST_POINTS) return images;
  const kept = spreadOrder(images.length).slice(0, MOST_POINTS);
  return kept.sort((a, b) => a - b).map((place) => images[place]);
}

function flagsOf({ origin, feedback }: StoryImage): number {
  return (
    (origin === "generated" ? IS_GENERATED : 0) |
    (feedback === "rejected" ? IS_REJECTED : 0) |
    (feedback === "wanted" ? IS_WANTED : 0)
  );
}

function toLayout(map: StoryMap, placeOf: ReadonlyMap<string, number>): MapDataLayout {
  const x = new Array<number>(placeOf.size).fill(-1);
  const y = new Array<number>(placeOf.size).fill(-1);
  const labels = map.labels.filter((label) => Number.isFinite(label.x) && Number.isFinite(label.y));
  const labelPositions = Float32Array.from(labels.flatMap((label) => [label.x, label.y]));
  const frame = { left: 0, top: 0, width: MAP_UNITS, height: MAP_UNITS };
  // one place that is no number would leave none for the others
  const place = fitIntoFrame([finitePairs(map.positions), labelPositions], frame);
  map.imageIds.forEach((id, row) => {
    const at = placeOf.get(id);
    const point = place(map.positions[2 * row], map.positions[2 * row + 1]);
    if (at === undefined || !Number.isFinite(point.x) || !Number.isFinite(point.y)) return;
    [x[at], y[at]] = [Math.round(point.x), Math.round(point.y)];
  });
  return {
    title: map.iteration === 0 ? "Originals" : `Iteration ${map.iteration}`,
    x,
    y,
    labels: labels.slice(0, MOST_LABELS).map((label) => {
      const point = place(label.x, label.y);
      return {
        text: shorten(label.text, LONGEST_LABEL),
        x: Math.round(point.x),
        y: Math.round(point.y),
        images: label.images,
      };
    }),
  };
}

function finitePairs(positions: Float32Array): Float32Array {
  return positions.filter((_, i) => Number.isFinite(positions[i]) && Number.isFinite(positions[i ^ 1]));
}

/** A list in which each text stands once. */
function listOnce(): { readonly texts: string[]; placeOf(text: string): number } {
  const texts: string[] = [];
  const places = new Map<string, number>();
  return {
    texts,
    placeOf(text) {
      const known = places.get(text);
      if (known !== undefined) return known;
      places.set(text, texts.length);
      return texts.push(text) - 1;
    },
  };
}
