import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseImageSettings } from "../../kernel-helpers/src/embed/clip/image-settings.js";
import { preprocessImage } from "../../kernel-helpers/src/embed/clip/preprocess-image.js";
import { readImageBatch } from "../../kernel-helpers/src/embed/clip/read-image-batch.js";
import { decodeOpaque } from "../../kernel-helpers/src/images/sharp.js";
import { CLIP_MODELS, golden, goldenImages, largestDifference, unpack } from "./clip-golden.js";

function settingsOf(model: string): ReturnType<typeof parseImageSettings> {
  return parseImageSettings(JSON.parse(readFileSync(join(CLIP_MODELS, model, "preprocessor_config.json"), "utf8")));
}

describe.each([
  ["CLIP (bicubic, cut to the middle)", "clip-split", golden.clip],
  ["CLIP with an old configuration", "clip-full", golden.clip],
  ["SigLIP (bicubic, squashed)", "siglip-full", golden["siglip-full"]],
  ["SigLIP 2 (bilinear, squashed)", "siglip-split", golden["siglip-split"]],
])("pixel values of %s", (_name, model, { images, pixel_values }) => {
  it.each(images)("are those of transformers with Pillow: %s", async (name) => {
    const [, ...shape] = pixel_values.shape;
    const { width, height, pixels } = await readImageBatch([join(CLIP_MODELS, "images", name)], settingsOf(model), 0);
    expect([3, height, width]).toEqual(shape);
    const row = images.indexOf(name) * pixels.length;
    const expected = unpack(pixel_values).subarray(row, row + pixels.length);
    // one level of a byte is 0.0078 (SigLIP) or 0.015 (CLIP): none may be off
    expect(largestDifference(pixels, expected)).toBeLessThan(1e-5);
  });
});

describe("preprocessing", () => {
  it.each(Object.entries(golden.clip.at224))(
    "cuts %s to 224 x 224 byte for byte as transformers does",
    async (name, png) => {
      const settings = parseImageSettings({ size: { shortest_edge: 224 }, do_rescale: false, do_normalize: false });
      const cut = preprocessImage(await decodeOpaque(join(CLIP_MODELS, "images", name)), settings);
      const expected = await decodeOpaque(join(CLIP_MODELS, png));
      expect([cut.width, cut.height]).toEqual([expected.width, expected.height]);
      const interleaved = Float32Array.from(expected.data, (_, i) => cut.data[(i % 3) * 224 * 224 + Math.floor(i / 3)]);
      expect(largestDifference(interleaved, expected.data)).toBe(0);
    },
  );

  it("lays an image smaller than the cut on black, an odd pixel on the left and top", () => {
    const settings = parseImageSettings({ do_resize: false, crop_size: 4, do_rescale: false, do_normalize: false });
    const image = { width: 1, height: 2, data: Uint8ClampedArray.of(9, 8, 7, 6, 5, 4) };
    const { data } = preprocessImage(image, settings);
    // transformers' center_crop: ceil(missing / 2) before the image
    const red = [0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 6, 0, 0, 0, 0, 0];
    expect([...data.subarray(0, 16)]).toEqual(red);
  });

  it("fills a batch that a model has fixed with black images", async () => {
    const { count, pixels } = await readImageBatch([goldenImages[0].path], settingsOf("clip-split"), 3);
    expect(count).toBe(3);
    expect(pixels.subarray(pixels.length / 3).every((value) => value === 0)).toBe(true);
  });

  it("refuses settings it would get wrong", () => {
    expect(() => parseImageSettings({ resample: 0 })).toThrow(/"resample" is 0; 1 \(lanczos\), 2/);
    expect(() => parseImageSettings({ size: { shortest_edge: 3, longest_edge: 4 } })).toThrow(
      /"longest_edge" is not known/,
    );
    expect(() => parseImageSettings({ size: { width: 3 } })).toThrow(/"size.height" is undefined/);
    expect(() => parseImageSettings({ image_mean: [0.5] })).toThrow(/"image_mean" is \[0.5\], not three numbers/);
    expect(() => parseImageSettings({ image_std: [0, 1, 1] })).toThrow(/"image_std" is 0, not a positive/);
  });

  it("takes SigLIP's means and squashing, and CLIP's, where the file leaves them out", () => {
    expect(parseImageSettings({ image_processor_type: "SiglipImageProcessor", size: 16 })).toMatchObject({
      resize: { width: 16, height: 16 },
      crop: null,
      mean: [0.5, 0.5, 0.5],
    });
    expect(parseImageSettings({})).toMatchObject({ resize: 224, crop: { width: 224, height: 224 }, filter: "bicubic" });
  });

  it("says which of the images comes out in another size", async () => {
    const settings = parseImageSettings({ do_center_crop: false, size: { shortest_edge: 8 } });
    const paths = ["exact.png", "odd.png"].map((name) => join(CLIP_MODELS, "images", name));
    await expect(readImageBatch(paths, settings, 0)).rejects.toThrow(/odd\.png comes out as 12 x 8 .* 8 x 8/);
  });
});
