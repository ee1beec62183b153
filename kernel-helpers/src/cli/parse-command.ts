import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** Where kernelspec and extension go: found from Jupyter, the user's own folder, or under one prefix. */
export type Place =
  | { readonly kind: "found" }
  | { readonly kind: "user" }
  | { readonly kind: "prefix"; readonly prefix: string };

/** One call of "npx datacrafter", understood. */
export interface Command {
  readonly name: "install" | "uninstall" | "doctor" | "help" | "version";
  readonly place: Place;
  /** the Python whose Jupyter is meant, as given; null: the one on PATH */
  readonly python: string | null;
}

const COMMANDS = ["install", "uninstall", "doctor", "help"] as const;

/**
 * Understands the words after "datacrafter"; relative folders are taken from the current one.
 * @throws Error that says which word was not understood and what is possible
 */
export function parseCommand(words: readonly string[]): Command {
  const { values, positionals } = readWords(words);
  const place = toPlace(values.user ?? false, values.prefix);
  const python = values.python ?? null;
  if (values.version) return { name: "version", place, python };
  if (values.help || positionals.length === 0) return { name: "help", place, python };
  const name = COMMANDS.find((known) => known === positionals[0]);
  if (!name) throw new Error(`Unknown command "${positionals[0]}"; there are install, uninstall and doctor.`);
  if (positionals.length > 1) throw new Error(`${name} takes no "${positionals[1]}"; see "datacrafter --help".`);
  return { name, place, python };
}

function readWords(words: readonly string[]): {
  values: { user?: boolean; prefix?: string; python?: string; help?: boolean; version?: boolean };
  positionals: string[];
} {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        user: { type: "boolean" },
        prefix: { type: "string" },
        python: { type: "string" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    });
  } catch (cause) {
    // Node's first sentence names the option; the rest of its text is advice on positional arguments
    const reason = (cause as Error).message.split(". ")[0];
    throw new Error(`${reason}; see "datacrafter --help".`, { cause });
  }
}

function toPlace(user: boolean, prefix: string | undefined): Place {
  if (user && prefix !== undefined) throw new Error("--user and --prefix are two places; give one of them.");
  if (user) return { kind: "user" };
  if (prefix === undefined) return { kind: "found" };
  if (prefix === "") throw new Error("--prefix is empty; give the folder of an environment, e.g. --prefix .venv");
  return { kind: "prefix", prefix: resolve(prefix) };
}
