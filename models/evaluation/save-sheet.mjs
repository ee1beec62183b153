import { sharp } from "./world.mjs";

/** Pictures of 64 x 64 side by side, twice as large, as one PNG. */
export async function saveSheet(images, path, columns = 8) {
  const cell = 66;
  const rows = Math.ceil(images.length / columns);
  const placed = images.map(({ path: input }, i) => ({
    ...{ input, left: (i % columns) * cell + 1, top: Math.floor(i / columns) * cell + 1 },
  }));
  const sheet = { create: { width: columns * cell, height: rows * cell, channels: 3, background: "#ffffff" } };
  const whole = await sharp(sheet).composite(placed).png().toBuffer();
  await sharp(whole)
    .resize(columns * cell * 2, rows * cell * 2, { kernel: "nearest" })
    .png()
    .toFile(path);
}
