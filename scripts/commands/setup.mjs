import { setUp } from "../steps/set-up.mjs";
import { pythonOnly } from "../support/words.mjs";

/** npm run setup: makes everything ready and starts nothing. @param {string[]} words  @returns {Promise<number>} */
export async function main(words) {
  await setUp(pythonOnly(words));
  return 0;
}
