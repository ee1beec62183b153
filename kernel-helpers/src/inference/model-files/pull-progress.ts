/** How far a pull is. */
export interface PullProgress {
  /** waiting: another process pulls the same model; checking: what is there already is hashed */
  readonly phase: "waiting" | "checking" | "downloading";
  /** the file at hand; "" while waiting */
  readonly file: string;
  /** of all files, those that were there included */
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** of the download; 0 before it begins */
  readonly bytesPerSecond: number;
  /** until all is there; null while nobody can tell */
  readonly secondsLeft: number | null;
}

/** Adds up what a pull has done. */
export interface PullTracker {
  begin(phase: PullProgress["phase"], file: string): void;
  /** @param bytes that were there already; negative when they turn out useless */
  found(bytes: number): void;
  /** @param bytes that came over the network */
  came(bytes: number): void;
}

/**
 * Counts bytes and tells how far it is, each time.
 * @param totalBytes of all files      @param now a clock in milliseconds
 */
export function trackPull(
  totalBytes: number,
  onProgress: (progress: PullProgress) => void,
  now: () => number,
): PullTracker {
  let phase: PullProgress["phase"] = "checking";
  let file = "";
  let doneBytes = 0;
  let cameBytes = 0;
  let beganMs: number | null = null;

  const tell = (): void => {
    const seconds = beganMs === null ? 0 : (now() - beganMs) / 1000;
    const bytesPerSecond = seconds > 0 ? cameBytes / seconds : 0;
    const secondsLeft = bytesPerSecond > 0 ? (totalBytes - doneBytes) / bytesPerSecond : null;
    onProgress({ phase, file, doneBytes, totalBytes, bytesPerSecond, secondsLeft });
  };
  return {
    begin(nextPhase, nextFile) {
      [phase, file] = [nextPhase, nextFile];
      if (phase === "downloading") beganMs ??= now();
      tell();
    },
    found(bytes) {
      doneBytes += bytes;
      tell();
    },
    came(bytes) {
      doneBytes += bytes;
      cameBytes += bytes;
      tell();
    },
  };
}
