/** The longest label, in code points: one line of a tooltip. */
const MOST_CHARACTERS = 60;

/** Line ends, tabs, controls and the blank braille cell: what parts words or shows nothing. */
const GAPS = /[\s\p{Cc}\u2800]+/gu;
/** Nothing to see, or not for reading: bidi and other format signs, zero-width, fillers, private use, noncharacters, halves of a pair. */
const UNSEEN = /[\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;
/** A letter, digit, sign or emoji; accents alone are no label. */
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * Makes a label of any text: NFC, lower case, one line, without control, bidi and invisible characters, at most 60 code points (cut at a
 * word where there is one). Markup stays as text: whoever shows a label shows text. Cleaning twice changes nothing.
 * @returns null when nothing that can be seen is left
 */
export function cleanLabel(text: string): string | null {
  const seen = text.replace(GAPS, " ").replace(UNSEEN, "").toLowerCase().normalize("NFC");
  const label = cut(seen.replace(GAPS, " ").trim()); // again: taking out what stood between two gaps joins them
  return SEEN.test(label) ? label : null;
}

function cut(text: string): string {
  const characters = [...text];
  if (characters.length <= MOST_CHARACTERS) return text;
  const head = characters.slice(0, MOST_CHARACTERS).join("");
  if (characters[MOST_CHARACTERS] === " ") return head.trimEnd();
  const end = head.lastIndexOf(" ");
  return end === -1 ? head : head.slice(0, end);
}
