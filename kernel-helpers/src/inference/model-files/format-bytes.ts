const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** A size for a person, in powers of 1000 as disks and the hub count: "352 MB", "1.7 GB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
