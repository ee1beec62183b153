import sharp from "sharp";

/** Longer side of a numbered image, pixels. */
const SIDE = 64;
const BLOCKS = 4;

const ANIMALS = words("cat dog horse cow sheep goat bear wolf fox lion tiger zebra rabbit mouse duck owl");
const THINGS = words("ball hat chair table lamp book clock bottle cup spoon basket drum kite rope ladder bell");
const PLACES = words(
  "river hill road bridge tower garden beach forest barn harbor castle market meadow lake tunnel island",
);
const FOODS = words(
  "apple pear plum bread cheese cake egg carrot onion pepper lemon melon grape cherry tomato pumpkin",
);

function words(text: string): readonly string[] {
  return text.split(" ");
}

/** What is truly in an image, as the chat server says it. */
export interface Truth {
  readonly caption: string;
  readonly labels: readonly string[];
}

/** A PNG of 4 x 4 black or white blocks, the 16 bits of a number: it survives re-encoding and scaling. */
export async function numberedImage(number: number): Promise<Uint8Array> {
  const pixels = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const block = Math.floor((BLOCKS * (i % SIDE)) / SIDE) + BLOCKS * Math.floor((BLOCKS * i) / SIDE ** 2);
    return (number >> block) & 1 ? 255 : 0;
  });
  return sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 1 } })
    .png()
    .toBuffer();
}

/** The number an image shows, in [0, 65535]; any image has one. @throws Error of libvips when the bytes are no whole image */
export async function readNumber(image: Uint8Array): Promise<number> {
  const blocks = await sharp(image, { failOn: "error" })
    .autoOrient()
    .flatten({ background: "#ffffff" })
    .greyscale()
    .resize(BLOCKS, BLOCKS, { fit: "fill", kernel: "linear" })
    .raw()
    .toBuffer();
  return blocks.reduce((number, light, block) => number + (light > 127 ? 2 ** block : 0), 0);
}

/** What the image of a number shows: four nouns, each from a list of its own. */
export function truthOf(number: number): Truth {
  const labels = [ANIMALS, THINGS, PLACES, FOODS].map((list, place) => list[(number >> (4 * place)) & 15]);
  const [animal, thing, place, food] = labels;
  return { caption: `A ${animal} with a ${thing} by the ${place}, next to a ${food}.`, labels };
}
