import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession, type SessionOptions } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import type { Dataset, ImageRecord } from "../../kernel-helpers/src/types.js";
import { type DatasetSize, fakeProviders, makeDataset } from "./fakes.js";

/** A folder, a small dataset and fake providers, new for each test. */
export interface SessionBench {
  folder: string;
  dataset: Dataset;
  providers: ReturnType<typeof fakeProviders>;
  /** Opens a session that is closed after the test. @param name of its folder */
  open(options?: SessionOptions, name?: string): Promise<Session>;
  /** Closes a session after the test, one that was opened in another way. */
  closeLater(session: Session): void;
}

/** Sets a bench up before each test of the file, and clears it away after it. @param always options of every session, unless open() is given others */
export function sessionBench(size: DatasetSize = {}, always: SessionOptions = {}): SessionBench {
  const opened: Session[] = [];
  const bench: SessionBench = {
    folder: "",
    dataset: undefined as unknown as Dataset, // made before each test
    providers: fakeProviders(),
    async open(options = {}, name = "run") {
      const { folder, dataset, providers } = bench;
      const session = await openSession(join(folder, name), { dataset, ...providers, ...always, ...options });
      opened.push(session);
      return session;
    },
    closeLater: (session) => void opened.push(session),
  };
  beforeEach(async () => {
    bench.folder = await mkdtemp(join(tmpdir(), "session-"));
    bench.dataset = await makeDataset(join(bench.folder, "data"), size);
    bench.providers = fakeProviders();
  });
  afterEach(async () => {
    for (const session of opened.splice(0)) await session.close();
    await rm(bench.folder, { recursive: true, force: true });
  });
  return bench;
}

export function idsOf(images: readonly { readonly id: string }[]): string[] {
  return images.map(({ id }) => id);
}

export function generatedOf({ images }: Session): ImageRecord[] {
  return images.filter(({ origin }) => origin === "generated");
}
