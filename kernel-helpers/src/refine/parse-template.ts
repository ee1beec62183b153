/** One way of saying something inside brackets; "" says nothing. */
export interface Alternative {
  readonly text: string;
  /** how often it is drawn beside its neighbours; above 0, 1 when not written */
  readonly weight: number;
}

export type TemplatePart =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "class" }
  | { readonly kind: "choice"; readonly alternatives: readonly Alternative[] };

/** Longer templates are refused: no image model reads that far. */
export const MAX_TEMPLATE_LENGTH = 2000;

const CLASS_PLACEHOLDER = "{class}";
const WEIGHT = /^(.*):\s*(\d+(?:\.\d+)?)\s*$/s;

/**
 * Reads a prompt template: literal text, {class}, and bracketed alternatives with optional weights,
 * "[an image of :2 | a sketch of] a [ | bright | dark] {class}". A backslash takes the meaning from the next character.
 * @returns the parts in order; runs of blanks are one blank, alternatives are trimmed
 * @throws SyntaxError naming the character (from 1) and what to write instead
 */
export function parseTemplate(text: string): readonly TemplatePart[] {
  if (text.length > MAX_TEMPLATE_LENGTH) {
    throw new SyntaxError(
      `Prompt: ${text.length} characters; keep it under ${MAX_TEMPLATE_LENGTH}. It begins with "${text.slice(0, 40)}...".`,
    );
  }
  const parts: TemplatePart[] = [];
  let literal = "";
  const endLiteral = (): void => {
    if (literal !== "") parts.push({ kind: "literal", text: collapse(literal) });
    literal = "";
  };
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (character === "\\" && at + 1 < text.length) {
      literal += text[at + 1];
      at += 2;
    } else if (character === "[") {
      endLiteral();
      const end = findClosing(text, at);
      parts.push({ kind: "choice", alternatives: parseAlternatives(text.slice(at + 1, end), at + 1) });
      at = end + 1;
    } else if (text.startsWith(CLASS_PLACEHOLDER, at)) {
      endLiteral();
      parts.push({ kind: "class" });
      at += CLASS_PLACEHOLDER.length;
    } else {
      refuseStray(character, text, at);
      literal += character;
      at++;
    }
  }
  endLiteral();
  if (parts.every((part) => part.kind === "literal" && part.text.trim() === "")) {
    throw new SyntaxError('Prompt: it is empty; write at least "{class}".');
  }
  return parts;
}

/** One blank for each run of blanks, line ends and other control characters. */
export function collapse(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
  return text.replace(/[\s\u0000-\u001f\u007f]+/gu, " ");
}

function findClosing(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "]") return at;
    else if (text[at] === "[") {
      throw new SyntaxError(
        `Prompt: "[" at character ${at + 1} stands inside the brackets opened at character ${open + 1}; brackets cannot nest, write "\\[" for the sign itself.`,
      );
    }
  }
  throw new SyntaxError(`Prompt: "[" at character ${open + 1} is never closed; add "]" or write "\\[".`);
}

function refuseStray(character: string, text: string, at: number): void {
  if (character === "]") {
    throw new SyntaxError(`Prompt: "]" at character ${at + 1} closes nothing; remove it or write "\\]".`);
  }
  if (character === "|") {
    throw new SyntaxError(
      `Prompt: "|" at character ${at + 1} stands outside brackets; write "[one | other]", or "\\|" for the sign itself.`,
    );
  }
  if (character === "{" || character === "}") {
    const shown = collapse(text.slice(at, at + 16));
    throw new SyntaxError(
      `Prompt: "${shown}" at character ${at + 1}: the only placeholder is {class}; write "\\${character}" for the sign itself.`,
    );
  }
}

function parseAlternatives(body: string, start: number): Alternative[] {
  const alternatives: Alternative[] = [];
  for (const piece of splitAlternatives(body, start)) {
    const weighted = WEIGHT.exec(piece.text);
    const isWeighted = weighted !== null && !endsWithEscape(weighted[1]);
    const weight = isWeighted ? Number(weighted[2]) : 1;
    const raw = isWeighted ? weighted[1] : piece.text;
    if (!(weight > 0) || !Number.isFinite(weight)) {
      throw new SyntaxError(
        `Prompt: the weight ${weight} at character ${piece.at + 1} is not above 0; remove the alternative instead.`,
      );
    }
    const text = collapse(unescapeText(raw)).trim();
    if (alternatives.some((earlier) => earlier.text === text)) {
      throw new SyntaxError(
        `Prompt: "${text}" at character ${piece.at + 1} is twice in the same brackets; give it a weight instead, "${text} :2".`,
      );
    }
    alternatives.push({ text, weight });
  }
  if (alternatives.length === 1 && alternatives[0].text === "") {
    throw new SyntaxError(`Prompt: the brackets at character ${start} are empty; remove them.`);
  }
  return alternatives;
}

/** The body cannot end in a lone backslash: that would have escaped the closing bracket. */
function splitAlternatives(body: string, start: number): { text: string; at: number }[] {
  const pieces: { text: string; at: number }[] = [];
  let from = 0;
  for (let at = 0; at <= body.length; at++) {
    const character = body[at];
    if (character === "\\") at++;
    else if (character === undefined || character === "|") {
      pieces.push({ text: body.slice(from, at), at: start + from });
      from = at + 1;
    } else if (character === "{" || character === "}") {
      throw new SyntaxError(
        `Prompt: "${character}" at character ${start + at + 1}: {class} stands outside brackets; write "\\${character}" for the sign itself.`,
      );
    }
  }
  return pieces;
}

function endsWithEscape(text: string): boolean {
  const backslashes = /\\*$/.exec(text);
  return (backslashes?.[0].length ?? 0) % 2 === 1;
}

function unescapeText(text: string): string {
  return text.replace(/\\(.)/gsu, "$1");
}
