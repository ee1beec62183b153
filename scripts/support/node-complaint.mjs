const OLDEST = [20, 19];

/**
 * What to say to someone whose Node is too old; null when it will do.
 * @param {string} version e.g. "20.19.0"
 * @returns {string | null}
 */
export function nodeComplaint(version) {
  const parts = version.split(".").map(Number);
  const newEnough = parts[0] > OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] >= OLDEST[1]);
  if (newEnough) return null;
  return `Node ${version} is too old: DataCrafter needs Node 20.19 or newer; install it from https://nodejs.org, then run the same command again.`;
}
