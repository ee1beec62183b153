/** Something that verify found, once for all places where it is so. */
export interface Finding {
  /** "error": something is damaged or missing; "note": worth knowing, nothing is lost */
  readonly level: "error" | "note";
  /** e.g. "image file missing" */
  readonly problem: string;
  /** in how many places */
  readonly count: number;
  /** the first few: ids, or files relative to the session */
  readonly places: readonly string[];
  /** what to do */
  readonly advice: string;
}

/** Gathers findings; a hundred thousand alike are one. */
export interface Findings {
  error(problem: string, place: string, advice: string): void;
  note(problem: string, place: string, advice: string): void;
  /** errors first, each kind in the order it was first found */
  list(): readonly Finding[];
}

const PLACES_NAMED = 5;
const LONGEST_PLACE = 120;

export function gatherFindings(): Findings {
  const found = new Map<string, { level: Finding["level"]; problem: string; advice: string; places: string[] }>();
  const add = (level: Finding["level"], problem: string, place: string, advice: string): void => {
    const same = found.get(problem);
    if (same) same.places.push(place);
    else found.set(problem, { level, problem, advice, places: [place] });
  };
  return {
    error: (...finding) => add("error", ...finding),
    note: (...finding) => add("note", ...finding),
    list() {
      const all = [...found.values()].map(
        ({ places, ...rest }): Finding => ({
          ...rest,
          count: places.length,
          places: places.slice(0, PLACES_NAMED).map((place) => place.slice(0, LONGEST_PLACE)),
        }),
      );
      return [...all.filter(({ level }) => level === "error"), ...all.filter(({ level }) => level === "note")];
    },
  };
}
