import sharp from "sharp";
import { readStructure, structureSimilarity } from "../../kernel-helpers/src/images/structure-similarity.js";

const WHOLE = { x: 0, y: 0, width: 1, height: 1 };

/** A dark shape with rings on a light ground, its middle at x, y. */
const shape = (x: number, y: number): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="96"><rect width="128" height="96" fill="#ddd"/>${[
      30, 22, 14, 6,
    ]
      .map((r, i) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${i % 2 ? "#fa0" : "#246"}"/>`)
      .join("")}</svg>`,
  );
const drawn = (x = 44, y = 48) => sharp(shape(x, y)).png();

describe("structureSimilarity", () => {
  it("is 1 for the same picture, and near it when only brightness, contrast, colour or size change", async () => {
    const original = await readStructure(await drawn().toBuffer());
    expect(structureSimilarity(original, original, WHOLE)).toBeCloseTo(1, 6);
    const changes = [drawn().linear(0.6, 20), drawn().modulate({ saturation: 0.2 }), drawn().resize(64, 48)];
    for (const changed of changes) {
      const other = await readStructure(await changed.png().toBuffer());
      expect(structureSimilarity(original, other, WHOLE)).toBeGreaterThan(0.85);
    }
  });

  it("falls when what is in the rectangle moves, and not where nothing did", async () => {
    const original = await readStructure(await drawn(30, 48).toBuffer());
    const moved = await readStructure(await drawn(46, 48).toBuffer());
    expect(structureSimilarity(original, moved, { x: 0, y: 0.15, width: 0.5, height: 0.7 })).toBeLessThan(0.35);
    const gone = await readStructure(
      await sharp({ create: { width: 128, height: 96, channels: 3, background: "#ddd" } })
        .png()
        .toBuffer(),
    );
    expect(structureSimilarity(original, gone, { x: 0, y: 0.15, width: 0.5, height: 0.7 })).toBeLessThan(0.35);
    expect(structureSimilarity(original, moved, { x: 0.7, y: 0, width: 0.3, height: 1 })).toBeCloseTo(1, 6);
  });

  it("is below 0 for a negative", async () => {
    const original = await readStructure(await drawn().toBuffer());
    const negative = await readStructure(await drawn().negate({ alpha: false }).toBuffer());
    expect(structureSimilarity(original, negative, { x: 0.1, y: 0.1, width: 0.5, height: 0.8 })).toBeLessThan(0);
  });
});
