import { mkdir, readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { copyStore } from "../store/copy-store.js";
import { openStore } from "../store/open-store.js";
import { goBack } from "./go-back.js";
import { SessionState } from "./session-state.js";

/**
 * Makes a second session of this one: all it holds, in another folder, to try something else there. Image files are shared on the disk where it can do that (hard links), else copied.
 * @param iteration where the new session stands; null: where this one does
 * @returns the new session's state, open
 * @throws RangeError when the folder holds files or lies in the session, or there is no such iteration
 */
export async function branchSession(
  state: SessionState,
  directory: string,
  iteration: number | null,
): Promise<SessionState> {
  state.assertOpen();
  const target = await newFolder(state.store.directory, directory);
  if (iteration !== null && !isIn(state, iteration)) {
    throw new RangeError(`branch: no iteration ${iteration} is in use in this session; give 0 or one that is.`);
  }
  await copyStore(state.store, target);
  const store = await openStore(target, state.now());
  try {
    const branch = new SessionState(store, state.facts, state.providers, state.now, state.user);
    branch.log("branch", `branch off at iteration ${iteration ?? branch.latest()}`);
    if (iteration !== null && iteration < branch.latest()) goBack(branch, iteration);
    state.log("branch", `branch off into another folder at iteration ${iteration ?? state.latest()}`);
    return branch;
  } catch (error) {
    store.close();
    throw error;
  }
}

function isIn({ iterations }: SessionState, iteration: number): boolean {
  return iteration === 0 || iterations.some(({ index, isActive }) => isActive && index === iteration);
}

async function newFolder(session: string, directory: string): Promise<string> {
  const target = resolve(directory);
  const inside = relative(session, target);
  if (inside === "" || !inside.startsWith("..")) {
    throw new RangeError(`branch: ${target} lies in the session itself; give a folder beside it.`);
  }
  await mkdir(target, { recursive: true });
  const entries = await readdir(target);
  if (entries.length > 0) {
    throw new RangeError(
      `branch: ${target} holds files (${entries.slice(0, 3).join(", ")}); give a new or empty folder.`,
    );
  }
  await mkdir(join(target, "images"));
  return target;
}
