/** Everything that is truly in one critter picture. Attributes are independent of one another unless a distribution says otherwise. */
export interface CritterAttributes {
  readonly kind: CritterKind;
  readonly colour: CritterColour;
  readonly coat: CritterCoat;
  readonly scene: CritterScene;
  readonly medium: CritterMedium;
  readonly lighting: CritterLighting;
  readonly accessory: CritterAccessory;
}

/** The animal, told apart by shape alone. It is the class of the picture. */
export type CritterKind = "bear" | "cat" | "dog" | "duck" | "fish" | "fox" | "owl" | "pig" | "rabbit" | "turtle";
/** The colour of the coat; beaks, snouts and marks have their own. */
export type CritterColour = "orange" | "yellow" | "brown" | "gray" | "black" | "white" | "blue" | "pink";
/** Marks on the coat, each at least 2.5 pixels wide in a picture of 64. */
export type CritterCoat = "plain" | "spotted" | "striped";
export type CritterScene = "grass" | "snow" | "beach" | "night" | "sofa" | "forest";
/** photo: shading and depth of field; cartoon: flat fills and thick outlines; sketch: pencils on paper. */
export type CritterMedium = "photo" | "cartoon" | "sketch";
export type CritterLighting = "bright" | "dim";
export type CritterAccessory = "none" | "hat" | "scarf" | "ball";

/** Every value of every attribute, in the order the documentation lists them. */
export const CRITTER_VALUES: {
  readonly kind: readonly CritterKind[];
  readonly colour: readonly CritterColour[];
  readonly coat: readonly CritterCoat[];
  readonly scene: readonly CritterScene[];
  readonly medium: readonly CritterMedium[];
  readonly lighting: readonly CritterLighting[];
  readonly accessory: readonly CritterAccessory[];
} = {
  kind: ["bear", "cat", "dog", "duck", "fish", "fox", "owl", "pig", "rabbit", "turtle"],
  colour: ["orange", "yellow", "brown", "gray", "black", "white", "blue", "pink"],
  coat: ["plain", "spotted", "striped"],
  scene: ["grass", "snow", "beach", "night", "sofa", "forest"],
  medium: ["photo", "cartoon", "sketch"],
  lighting: ["bright", "dim"],
  accessory: ["none", "hat", "scarf", "ball"],
};
