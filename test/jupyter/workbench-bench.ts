import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installKernelBridge, type MimeBundle } from "../../kernel-helpers/src/jupyter/kernel-bridge.js";
import type { WorkbenchReply, WorkbenchState } from "../../kernel-helpers/src/jupyter/workbench-protocol.js";
import { openSession, type SessionOptions } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import { fakeProviders, makeDataset } from "../session/fakes.js";
import { type WidgetBrowser, widgetBrowser } from "./widget-browser.js";

export type WorkbenchBrowser = WidgetBrowser<WorkbenchState, WorkbenchReply>;

/** A session and its workbenches in a kernel that is only pretended. */
export interface WorkbenchBench {
  /** of this test; undefined before open() */
  readonly session: Session;
  /** aborting it is the stop button of the running cell */
  interrupt: AbortController;
  readonly displayed: MimeBundle[];
  /** a session of two classes with three originals each */
  open(options?: SessionOptions): Promise<Session>;
  /** shows the session once more */
  show(): WorkbenchBrowser;
  generatedIds(): string[];
}

/** Installs itself for the tests of a file: a fresh folder for each, closed and removed after it. */
export function workbenchBench(): WorkbenchBench {
  const browsers: WorkbenchBrowser[] = [];
  const displayed: MimeBundle[] = [];
  let folder: string;
  let session: Session | undefined;
  const bench: WorkbenchBench = {
    get session() {
      return session as Session;
    },
    interrupt: new AbortController(),
    displayed,
    async open(options = {}) {
      const dataset = await makeDataset(join(folder, "data"), { test: 1 });
      session = await openSession(join(folder, "run"), { dataset, ...fakeProviders(), ...options });
      return session;
    },
    show() {
      bench.session.show();
      return browsers.at(-1)!;
    },
    generatedIds: () => bench.session.images.filter(({ origin }) => origin === "generated").map(({ id }) => id),
  };
  // every image is flushed to disk, which a busy machine makes slow
  jest.setTimeout(30_000);
  beforeAll(() => {
    installKernelBridge({
      registerTarget: () => undefined,
      interruptSignal: () => bench.interrupt.signal,
      display: (bundle) => void displayed.push(bundle),
      openComm: (opening) => {
        const { comm, browser } = widgetBrowser<WorkbenchState, WorkbenchReply>(opening);
        browsers.push(browser);
        return comm;
      },
    });
  });
  beforeEach(async () => {
    bench.interrupt = new AbortController();
    folder = await mkdtemp(join(tmpdir(), "workbench-"));
  });
  afterEach(async () => {
    await session?.close();
    await rm(folder, { recursive: true, force: true });
  });
  return bench;
}

/** The widget sends state at most every 33 ms. */
export const frame = (): Promise<void> => sleep(60);

/** Waits for at most 4 s. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !isTrue(); i++) await sleep(10);
  expect(isTrue()).toBe(true);
}
