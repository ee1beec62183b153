/** sRGB byte to linear light, both ends included. */
const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/**
 * Colours as eyes compare them: lightness in [0, 1], a (green to red) and b (blue to yellow) in about [-0.4, 0.4].
 * @param rgb sRGB bytes, 3 per pixel     @returns the same shape: L, a, b per pixel
 * @source Björn Ottosson 2020, "A perceptual color space for image processing"
 */
export function rgbToOklab(rgb: ArrayLike<number>): Float32Array {
  const lab = new Float32Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    const r = LINEAR[rgb[i]];
    const g = LINEAR[rgb[i + 1]];
    const b = LINEAR[rgb[i + 2]];
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    lab[i] = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
    lab[i + 1] = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
    lab[i + 2] = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  }
  return lab;
}

/** The way back; colours that no screen shows are cut off channel by channel. */
export function oklabToRgb(lab: Float32Array): Uint8ClampedArray {
  const rgb = new Uint8ClampedArray(lab.length);
  for (let i = 0; i < lab.length; i += 3) {
    const l = (lab[i] + 0.3963377774 * lab[i + 1] + 0.2158037573 * lab[i + 2]) ** 3;
    const m = (lab[i] - 0.1055613458 * lab[i + 1] - 0.0638541728 * lab[i + 2]) ** 3;
    const s = (lab[i] - 0.0894841775 * lab[i + 1] - 1.291485548 * lab[i + 2]) ** 3;
    rgb[i] = toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
    rgb[i + 1] = toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
    rgb[i + 2] = toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  }
  return rgb;
}

function toByte(linear: number): number {
  return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
}
