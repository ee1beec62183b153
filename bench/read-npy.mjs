import { readFileSync } from "node:fs";

const MAGIC = "\x93NUMPY";

/** Little-endian numbers by numpy's name for them. */
const READERS = {
  f2: (view, at) => halfToNumber(view.getUint16(at, true)),
  f4: (view, at) => view.getFloat32(at, true),
  f8: (view, at) => view.getFloat64(at, true),
};

/**
 * A two-dimensional array of numpy, as numpy.save writes it: format 1 to 3, float16, float32 or float64, little-endian, row by row.
 * @param {string} path
 * @returns {{ rows: number, columns: number, data: Float32Array }} float64 rounded to float32
 * @throws Error naming the file and what is not as it should be
 */
export function readNpy(path) {
  const bytes = readFileSync(path);
  const { text, end } = headerOf(bytes, path);
  const type = /'descr':\s*'([<|=]?)([a-z]\d+)'/.exec(text)?.[2];
  if (!Object.hasOwn(READERS, type ?? "")) {
    throw new Error(
      `${path}: holds ${/'descr':\s*('[^']*'|\[)/.exec(text)?.[1] ?? "no type"}; save it as little-endian float32.`,
    );
  }
  if (/'fortran_order':\s*True/.test(text)) {
    throw new Error(`${path}: stored column by column; save numpy.ascontiguousarray(x).`);
  }
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1] ?? "";
  const sizes = [...shape.matchAll(/\d+/g)].map(Number);
  if (sizes.length !== 2) throw new Error(`${path}: has shape (${shape}); give rows and columns.`);
  const [rows, columns] = sizes;
  const wanted = rows * columns * Number(type[1]);
  if (bytes.length - end !== wanted) {
    throw new Error(
      `${path}: ${bytes.length - end} bytes of numbers for shape (${shape}), not ${wanted}; was it cut off?`,
    );
  }
  return { rows, columns, data: numbersOf(bytes, end, rows * columns, type) };
}

/** @returns the header's text and where the numbers begin */
function headerOf(bytes, path) {
  if (bytes.length < 12 || bytes.toString("latin1", 0, 6) !== MAGIC) {
    throw new Error(`${path}: is no .npy file; write it with numpy.save.`);
  }
  const version = bytes[6];
  if (version < 1 || version > 3) throw new Error(`${path}: .npy version ${version}; write it with numpy.save.`);
  const start = version === 1 ? 10 : 12;
  const end = start + (version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  if (end > bytes.length) throw new Error(`${path}: the header is cut off; write the file again.`);
  return { text: bytes.toString("latin1", start, end), end };
}

function numbersOf(bytes, start, count, type) {
  const offset = bytes.byteOffset + start;
  const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  // large files: the bytes are used as they lie, without a second copy
  if (type === "f4" && isLittleEndian && offset % 4 === 0) return new Float32Array(bytes.buffer, offset, count);
  const view = new DataView(bytes.buffer, offset);
  const size = Number(type[1]);
  return Float32Array.from({ length: count }, (_, t) => READERS[type](view, t * size));
}

/** IEEE 754 half precision: 1 sign bit, 5 of the exponent, 10 of the fraction. */
function halfToNumber(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
