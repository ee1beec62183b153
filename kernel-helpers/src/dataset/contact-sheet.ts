import { mapBounded } from "../images/map-bounded.js";
import { encodeJpeg, fitInside, layOut, type Placed } from "../images/sharp.js";
import { escapeXml, shorten } from "../images/svg-text.js";
import type { ImageRef } from "../types.js";

export interface ContactSheetOptions {
  /** images per row; default: up to 10, about as many as make the sheet twice as wide as high */
  readonly columns?: number;
  /** side of the square an image is fitted into, pixels, 16 to 1024; default 96 */
  readonly cellPx?: number;
  /** one line under each image; default: the class names. false: none */
  readonly captions?: readonly string[] | false;
  /** images above this number are counted, not shown; default 200 */
  readonly limit?: number;
}

/** Many images in one picture; the kernel shows it as the last value of a cell. */
export interface ContactSheet {
  readonly png: Uint8Array;
  /** "24 images: cat (12), dog (12)" */
  readonly text: string;
  /** image/jpeg (base64) and text/plain: a saved notebook keeps what it shows, and PNG of photographs is eight times as large */
  toMimeBundle(): Readonly<Record<string, string>>;
}

const GAP = 6;
const FONT_PX = 11;
/** No sheet is wider or higher, pixels; the drawing of captions ends at 32767. */
const LARGEST_PX = 16_000;

/**
 * Draws images side by side, in the order given, each with a caption; what cannot be read any more becomes a crossed cell.
 * Captions are drawn as text whatever they hold, and cut to the cell's width.
 * @throws RangeError when there are no images, or the settings make no sheet
 */
export async function contactSheet(
  images: readonly ImageRef[],
  options: ContactSheetOptions = {},
): Promise<ContactSheet> {
  const { cellPx = 96, limit = 200, captions = images.map((image) => image.className) } = options;
  checkSettings(images, { ...options, cellPx, limit, captions });
  const shown = images.slice(0, limit);
  const columns = Math.min(options.columns ?? Math.min(10, Math.ceil(Math.sqrt(2 * shown.length))), shown.length);
  const rowPx = cellPx + GAP + (captions ? FONT_PX + GAP : 0);
  const width = columns * (cellPx + GAP) + GAP;
  const height = Math.ceil(shown.length / columns) * rowPx + GAP;
  if (Math.max(width, height) > LARGEST_PX) {
    throw new RangeError(
      `contactSheet: the sheet would be ${width} x ${height} pixels; give a smaller cellPx or limit, or other columns.`,
    );
  }

  const placed = await mapBounded(shown, 8, async (image, index) => {
    const left = GAP + (index % columns) * (cellPx + GAP);
    const top = GAP + Math.floor(index / columns) * rowPx;
    return placeImage(image, left, top, cellPx);
  });
  if (captions) placed.push(drawCaptions(captions.slice(0, shown.length), { columns, cellPx, rowPx, width, height }));
  const png = await layOut(width, height, "#ffffff", placed);
  const jpeg = Buffer.from(await encodeJpeg(png)).toString("base64");
  const text = describe(images, shown.length);
  return { png, text, toMimeBundle: () => ({ "image/jpeg": jpeg, "text/plain": text }) };
}

/** @throws RangeError naming the setting that cannot be */
function checkSettings(images: readonly ImageRef[], { columns, cellPx, limit, captions }: ContactSheetOptions): void {
  if (images.length === 0) throw new RangeError("contactSheet: no images; give at least one.");
  for (const [name, value, low, high] of [
    ["columns", columns ?? 1, 1, 1000],
    ["limit", limit, 1, 10_000],
    ["cellPx", cellPx, 16, 1024],
  ] as const) {
    if (!(Number.isInteger(value) && value! >= low && value! <= high)) {
      throw new RangeError(`contactSheet: ${name} = ${value}; give a whole number from ${low} to ${high}.`);
    }
  }
  if (captions && captions.length !== images.length) {
    throw new RangeError(
      `contactSheet: ${images.length} images, ${captions.length} captions; give one for each image.`,
    );
  }
}

async function placeImage(image: ImageRef, left: number, top: number, cellPx: number): Promise<Placed> {
  try {
    const { png, width, height } = await fitInside(image.path, cellPx);
    // small pictures stand in the middle of their cell
    return {
      picture: png,
      left: left + Math.floor((cellPx - width) / 2),
      top: top + Math.floor((cellPx - height) / 2),
    };
  } catch {
    // a file that went away after loading must not hide the others
    const cross = `<svg xmlns="http://www.w3.org/2000/svg" width="${cellPx}" height="${cellPx}"><path d="M1 1h${cellPx - 2}v${cellPx - 2}h-${cellPx - 2}zL${cellPx} ${cellPx}M${cellPx} 0L0 ${cellPx}" fill="none" stroke="#999"/></svg>`;
    return { picture: Buffer.from(cross), left, top };
  }
}

interface Grid {
  readonly columns: number;
  readonly cellPx: number;
  readonly rowPx: number;
  readonly width: number;
  readonly height: number;
}

function drawCaptions(captions: readonly string[], { columns, cellPx, rowPx, width, height }: Grid): Placed {
  const longest = Math.max(2, Math.floor(cellPx / (0.58 * FONT_PX)));
  const texts = captions.map((caption, index) => {
    const x = GAP + (index % columns) * (cellPx + GAP) + cellPx / 2;
    const y = GAP + Math.floor(index / columns) * rowPx + cellPx + FONT_PX + 1;
    return `<text x="${x}" y="${y}">${escapeXml(shorten(caption, longest))}</text>`;
  });
  const style = `font-family="sans-serif" font-size="${FONT_PX}" text-anchor="middle" fill="#222222"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g ${style}>${texts.join("")}</g></svg>`;
  return { picture: Buffer.from(svg), left: 0, top: 0 };
}

function describe(images: readonly ImageRef[], shown: number): string {
  const counts = new Map<string, number>();
  for (const { className } of images) counts.set(className, (counts.get(className) ?? 0) + 1);
  const classes = [...counts].map(([name, count]) => `${name} (${count})`).join(", ");
  const first = shown < images.length ? ` (the first ${shown} shown)` : "";
  return `${images.length} ${images.length === 1 ? "image" : "images"}${first}: ${classes}`;
}
