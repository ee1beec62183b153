/** Word lists that tagging alone does not give. They are about English captions in general, of no dataset; nouns-of.ts says how each is used. */

/**
 * Labels that say nothing about what is to be seen: words that frame a picture, place things in it or count them. What tells one picture
 * from another stays, such as "cartoon", "sketch" or "oil painting".
 */
export const STOP_LABELS: ReadonlySet<string> = wordList(`
  photo, photograph, picture, image, photography, pic, snapshot, shot, view, scene, caption, close up, close-up, closeup, perspective,
  composition, focus, frame, depiction, stock photo,
  background, foreground, front, back, top, bottom, side, left, right, middle, center, centre, end, edge, distance, way, place, area,
  surrounding, setting, direction, position,
  group, couple, pair, bunch, lot, number, variety, array, set, piece, bit, dozen, one, two, kind, type, sort, part, half, other,
  another, several, many, few, more, most, various, numerous, multiple, some, all, both, each, single, next, same, such, own, different,
  certain,
  thing, something, someone, anything, nothing, everything, object, item, stuff, time, use
`);

/** Compounds whose first or last word is no noun by itself, or is easily taken for something else. Two nouns in a row need no entry. */
export const COMPOUNDS: ReadonlySet<string> = wordList(`
  polar bear, grizzly bear, brown bear, black bear, giant panda, red panda, bald eagle, blue jay, killer whale, blue whale, flying fish,
  guinea pig, wild boar, mountain lion, sea lion, praying mantis, golden retriever, great dane, german shepherd, old english sheepdog,
  saint bernard, australian shepherd, british shorthair, russian blue, maine coon, shiba inu, scottish fold, scottish terrier, yorkshire
  terrier, boston terrier, bernese mountain dog, siberian husky, french bulldog, english setter, great pyrenees, ice cream, hot dog,
  french fry, french toast, whipped cream, fried rice, fried egg, baked potato, bell pepper, green bean, green pepper, red wine, white
  wine, orange juice, sweet potato, grilled cheese, traffic light, street light, stop sign, parking meter, parking lot, bus stop, pay
  phone, cell phone, mobile phone, remote control, washing machine, sewing machine, vending machine, high chair, arm chair, rocking
  chair, folding chair, dining table, dining room, living room, waiting room, cutting board, ironing board, swimming pool, shopping
  cart, shopping bag, sleeping bag, punching bag, frying pan, stuffed animal, stuffed toy, wild animal, trash can, garbage can, tin can,
  watering can, double bed, ceiling fan, christmas tree, palm tree, full moon, hot air balloon, tank top, high heel, top hat, running
  shoe, boxing glove, walking stick, fishing rod, fishing boat, sailing boat, racing car, fire hydrant, fire truck, double decker bus,
  double decker, passenger train, freight train, train track, train station, bullet train, railroad track, golf course, skate park, snow
  board, wind turbine, close up
`);

/** Words that tell of a thing by colour, pattern, light or touch, whatever the tagging makes of them. */
export const DESCRIBING: ReadonlySet<string> = wordList(`
  black, white, gray, red, orange, yellow, green, blue, purple, pink, brown, beige, tan, gold, golden, silver, turquoise, teal, maroon,
  violet, crimson, ginger, rosy, blond, blonde, spotted, dotted, striped, stripy, plaid, checkered, patterned, plain, floral, tabby,
  calico, bright, dim, dark, pale, sunny, shiny, blurry, tiny, fluffy, furry, stormy
`);

/** Those of them that name a thing where no noun follows. */
export const ALSO_THINGS: ReadonlySet<string> = wordList("orange, gold, silver, violet, ginger, tabby, calico");

/** Nouns that the tagging takes for adjectives: found by asking it for "a ... fence" with 170 common nouns. */
export const ALWAYS_NOUNS: ReadonlySet<string> = wordList(
  "garden, stone, metal, plastic, rubber, concrete, pet, home, plane, dirt, star, chicken, cherry",
);

/** Words in -ing that name a thing; other such words behind a noun are what it does ("a bear swimming"). */
export const THINGS_IN_ING: ReadonlySet<string> = wordList(`
  awning, bedding, being, building, carving, ceiling, clearing, clothing, covering, crossing, darling, drawing, dressing, duckling,
  dumpling, earring, engraving, etching, evening, fencing, filling, flooring, fledgling, frosting, gosling, hatchling, herring, icing,
  king, landing, lettering, lightning, lining, morning, nestling, opening, painting, parking, piping, pudding, railing, ring, roofing,
  sapling, seasoning, seedling, sibling, siding, sling, spring, starling, stocking, string, stuffing, swing, topping, wedding, wing,
  wiring
`);

/** Nouns that have no singular, or whose plural form stands before another noun ("sports car"). */
export const PLURAL_ONLY: ReadonlySet<string> = wordList(`
  pants, jeans, shorts, trousers, leggings, tights, overalls, pajamas, pyjamas, clothes, sunglasses, eyeglasses, goggles, binoculars,
  headphones, earphones, scissors, pliers, tweezers, tongs, species, series, means, headquarters, barracks, sports, arts, goods, news,
  outdoors, indoors
`);

/** Nouns in -s that are singular, beyond those in -as, -is, -us, -ss and -ys. */
export const SINGULAR_IN_S: ReadonlySet<string> = wordList(`
  lens, chaos, cosmos, thermos, rhinoceros, asbestos, mars
`);

/** Parts a list at its commas; a line's end is a space. */
function wordList(text: string): ReadonlySet<string> {
  return new Set(text.split(",").map((one) => one.trim().replace(/\s+/g, " ")));
}
