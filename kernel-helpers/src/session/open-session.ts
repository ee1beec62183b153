import { realpath } from "node:fs/promises";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { compareCodepoints } from "../dataset/sort-codepoints.js";
import { descriptors } from "../embed/descriptors.js";
import { filters } from "../generate/filters.js";
import { renderPreview } from "../jupyter/workbench-preview.js";
import type { ClusterNamer } from "../label/hierarchy/cluster-namer.js";
import { imageStatistics } from "../label/image-statistics.js";
import { defaultTemplate } from "../refine/default-template.js";
import { evolvePrompts } from "../refine/evolve-prompts.js";
import { readObject } from "../store/json-column.js";
import { readMeta, writeMeta } from "../store/meta.js";
import { openStore, type Store } from "../store/open-store.js";
import type { Dataset, Embedder, Generator, Labeler, PromptEditor } from "../types.js";
import { makeTemplate } from "./change-prompts.js";
import { keepOriginals } from "./keep-originals.js";
import { openSessions } from "./open-sessions.js";
import { Session } from "./session.js";
import { isFacts, type Providers, type SessionFacts, SessionState } from "./session-state.js";
import { smallWorld } from "./small-world.js";

export interface SessionOptions {
  /** The images to expand; needed once. Later it may be left out, or be the same dataset grown. */
  readonly dataset?: Dataset;
  /** default: descriptors(); for the critters the small world's CLIP */
  readonly embedder?: Embedder;
  /** default: imageStatistics(); for the critters what the small world's CLIP sees */
  readonly labeler?: Labeler;
  /** default: filters(); for the critters the small world's diffusion model */
  readonly generator?: Generator;
  /** default: evolvePrompts() */
  readonly editor?: PromptEditor;
  /** Names groups of labels; default: they are named after their most central members */
  readonly labelNamer?: ClusterNamer;
  /** Decides every draw of the session; default 1. Fixed once the session is made. */
  readonly seed?: number;
  /** Who points at images, for the log; default: the name of the account. Written into the session, so give another name where that says too much. */
  readonly user?: string;
}

const DEFAULT_SEED = 1;
const LONGEST_USER = 100;

/**
 * Opens the session in a folder, or starts one there. The folder holds everything, a copy of the originals too: a killed kernel goes on where it was.
 * Opening a folder again in the same kernel (a cell that is run twice) closes the earlier session, its running job included.
 * @param directory a new or empty folder, or one that holds a session
 * @throws Error when a new session has no dataset, the folder belongs to another session, kernel, program or a newer version, or its files cannot be read
 */
export async function openSession(directory: string, options: SessionOptions = {}): Promise<Session> {
  await openSessions.closeEarlier(await canonical(directory));
  const store = await openStore(directory, Date.now());
  try {
    const state = await openState(store, options);
    const session = new Session(state);
    openSessions.add(await canonical(directory), session);
    return session;
  } catch (error) {
    store.close();
    throw error;
  }
}

async function openState(store: Store, options: SessionOptions): Promise<SessionState> {
  const facts = decideFacts(store, options);
  const now = Date.now();
  if (options.dataset) await keepOriginals(store, options.dataset, now);
  writeMeta(store.database, "session", JSON.stringify(facts));
  const providers = chooseProviders(facts, options);
  const state = new SessionState(store, facts, providers, Date.now, checkUser(options.user ?? accountName()));
  addFirstTemplates(state);
  if (state.layout) state.preview = await renderPreview(state, state.layout);
  return state;
}

/** What was asked for; else what is built in for these images. */
function chooseProviders({ world }: SessionFacts, options: SessionOptions): Providers {
  const { embedder, labeler, generator, editor = evolvePrompts(), labelNamer = null } = options;
  if (embedder && labeler && generator) return { embedder, labeler, generator, editor, labelNamer };
  const builtIn = world ? smallWorld() : { embedder: descriptors(), labeler: imageStatistics(), generator: filters() };
  return {
    embedder: embedder ?? builtIn.embedder,
    labeler: labeler ?? builtIn.labeler,
    generator: generator ?? builtIn.generator,
    editor,
    labelNamer,
  };
}

/** What the folder says, joined with what is asked for now. */
function decideFacts(store: Store, { dataset, seed }: SessionOptions): SessionFacts {
  const written = readMeta(store.database, "session");
  if (written === null) {
    if (!dataset) {
      throw new Error(
        `openSession: ${store.directory} holds no session yet; give { dataset }, for instance await loadImageFolder("data/pets").`,
      );
    }
    if (!dataset.images.some(({ split }) => split === "train")) {
      throw new Error(`openSession: ${dataset.name} has no training images; put some into it, outside "test".`);
    }
    const { name, classes, world } = dataset;
    return { name, classes, seed: checkSeed(seed ?? DEFAULT_SEED), ...(world ? { world } : {}) };
  }
  const facts = readObject<SessionFacts>(written, "meta.value", isFacts);
  if (seed !== undefined && seed !== facts.seed) {
    throw new Error(
      `openSession: ${store.directory} was started with seed ${facts.seed}, not ${seed}; leave the seed out, or start another folder.`,
    );
  }
  if (!dataset) return facts;
  if (!dataset.classes.some((name) => facts.classes.includes(name))) {
    throw new Error(
      `openSession: ${store.directory} holds a session of ${facts.name} (${facts.classes.slice(0, 3).join(", ")}, ...), which shares no class with ${dataset.name}; give another folder.`,
    );
  }
  return { ...facts, classes: [...new Set([...facts.classes, ...dataset.classes])].sort(compareCodepoints) };
}

function addFirstTemplates(state: SessionState): void {
  const text = state.providers.generator.firstPrompt ?? defaultTemplate();
  const trained = new Set(state.images.flatMap(({ split, className }) => (split === "train" ? [className] : [])));
  const covered = new Set(state.templates.map(({ className }) => className));
  const templates = state.facts.classes
    .filter((className) => trained.has(className) && !covered.has(className))
    .map((className, i) => makeTemplate(state, { className, text, parentId: null, why: [], status: "active" }, i));
  if (templates.length === 0) return;
  state.record({ kind: "start", label: "write the first prompts", changes: [] }, templates);
  state.reloadTemplates();
}

/** The one name of a folder, so that two ways of writing it are one session. */
async function canonical(directory: string): Promise<string> {
  return realpath(directory).catch(() => resolve(directory));
}

/** @returns null where the account has no name, as in some containers */
function accountName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}

function checkUser(user: string | null): string | null {
  if (user !== null && (user === "" || user.length > LONGEST_USER)) {
    throw new RangeError(`openSession: user must be a name of 1 to ${LONGEST_USER} characters.`);
  }
  return user;
}

function checkSeed(seed: number): number {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`openSession: seed = ${seed}; give a whole number.`);
  return seed;
}
