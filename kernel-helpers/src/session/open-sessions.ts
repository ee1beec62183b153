const SESSIONS_KEY = Symbol.for("datacrafter.open-sessions.v1");

/** What is used of a session here; another copy of this package may have opened it. */
interface Closable {
  close(): Promise<void>;
}

/** The sessions this kernel has open, by folder: so that running the opening cell again takes over instead of failing at its own lock. */
export const openSessions: {
  add(directory: string, session: Closable): void;
  closeEarlier(directory: string): Promise<void>;
} = {
  add(directory, session) {
    sessions().set(directory, session);
  },
  async closeEarlier(directory) {
    await sessions().get(directory)?.close();
    sessions().delete(directory);
  },
};

function sessions(): Map<string, Closable> {
  const holder = globalThis as Record<symbol, unknown>;
  holder[SESSIONS_KEY] ??= new Map<string, Closable>();
  return holder[SESSIONS_KEY] as Map<string, Closable>;
}
