import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** Where kernelspec and extension go: found from Jupyter, the user's own folder, or under one prefix. */
export type Place =
  | { readonly kind: "found" }
  | { readonly kind: "user" }
  | { readonly kind: "prefix"; readonly prefix: string };

/** One call of "npx datacrafter", understood. */
export interface Command {
  readonly name: "install" | "uninstall" | "doctor" | "pull" | "models" | "verify" | "help" | "version";
  readonly place: Place;
  /** the Python whose Jupyter is meant, as given; null: the one on PATH */
  readonly python: string | null;
  /** the model to pull; null for every other command */
  readonly model: string | null;
  /** where to put the model, absolute; null: its own place in the models folder */
  readonly directory: string | null;
  /** the session folder to verify, absolute; null for every other command */
  readonly session: string | null;
  /** whether the models that are here are hashed anew */
  readonly isVerifying: boolean;
}

const COMMANDS = ["install", "uninstall", "doctor", "pull", "models", "verify", "help"] as const;

/** Which commands an option belongs to. */
const OPTION_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  user: ["install", "uninstall", "doctor"],
  prefix: ["install", "uninstall", "doctor"],
  python: ["install", "uninstall", "doctor"],
  directory: ["pull"],
  verify: ["models"],
};

/**
 * Understands the words after "datacrafter"; relative folders are taken from the current one.
 * @throws Error that says which word was not understood and what is possible
 */
export function parseCommand(words: readonly string[]): Command {
  const { values, positionals } = readWords(words);
  const place = toPlace(values.user ?? false, values.prefix);
  const command = {
    place,
    python: values.python ?? null,
    model: null,
    session: null,
    directory: toDirectory(values.directory),
    isVerifying: values.verify ?? false,
  };
  if (values.version) return { ...command, name: "version" };
  if (values.help || positionals.length === 0) return { ...command, name: "help" };
  const name = COMMANDS.find((known) => known === positionals[0]);
  if (!name) {
    throw new Error(
      `Unknown command "${positionals[0]}"; there are install, uninstall, doctor, pull, models and verify.`,
    );
  }
  refuseForeignOptions(name, Object.keys(values));
  const rest = positionals.slice(1);
  const model = name === "pull" ? (rest.shift() ?? null) : null;
  if (name === "pull" && !model) throw new Error('pull needs a model\'s name; "npx datacrafter models" lists them.');
  const session = name === "verify" ? (rest.shift() ?? null) : null;
  if (name === "verify" && !session) throw new Error("verify needs the folder of a session, e.g. runs/pets.");
  if (rest.length > 0) throw new Error(`${name} takes no "${rest[0]}"; see "datacrafter --help".`);
  return { ...command, name, model, session: session === null ? null : resolve(session) };
}

function refuseForeignOptions(name: string, options: readonly string[]): void {
  const foreign = options.find((option) => name !== "help" && !OPTION_COMMANDS[option]?.includes(name));
  if (foreign) throw new Error(`${name} takes no --${foreign}; see "datacrafter --help".`);
}

function readWords(words: readonly string[]): {
  values: {
    user?: boolean;
    prefix?: string;
    python?: string;
    directory?: string;
    verify?: boolean;
    help?: boolean;
    version?: boolean;
  };
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
        directory: { type: "string" },
        verify: { type: "boolean" },
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

function toDirectory(directory: string | undefined): string | null {
  if (directory === "") throw new Error("--directory is empty; give a new or an empty folder, e.g. --directory clip");
  return directory === undefined ? null : resolve(directory);
}
