const SECONDS_PER_MINUTE = 60;
const SMALL_DOLLARS = 0.1;

/** "8 s", "2 min", "3 h 20 min"; rounded, for something that is only expected. @param seconds 0 or more */
export function durationText(seconds: number): string {
  if (seconds < SECONDS_PER_MINUTE - 0.5) {
    return `${Math.max(1, Math.round(seconds))} s`;
  }
  const minutes = Math.round(seconds / SECONDS_PER_MINUTE);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "$0.0042", "$0.80" */
export function dollarsText(dollars: number): string {
  return `$${dollars < SMALL_DOLLARS ? Number(dollars.toFixed(4)) : dollars.toFixed(2)}`;
}

/** "about 2 min, $0.80"; "" when neither is known */
export function expenseText(seconds: number | null, dollars: number | null): string {
  const parts = [
    ...(seconds === null ? [] : [durationText(seconds)]),
    ...(dollars === null ? [] : [dollarsText(dollars)]),
  ];
  return parts.length === 0 ? "" : `about ${parts.join(", ")}`;
}

/**
 * How fast a job goes and when it ends: "1.5 per second, about 40 s left"; "" before anything can be told.
 * @param done of total, since `seconds` ago; in a job that was joined later only what was done since
 */
export function paceText(done: number, left: number, seconds: number): string {
  if (done <= 0 || seconds < 1) {
    return "";
  }
  const rate = done / seconds;
  const speed = rate >= 1 ? `${rate.toFixed(1)} per second` : `${(1 / rate).toFixed(1)} s each`;
  return left > 0 ? `${speed}, about ${durationText(left / rate)} left` : speed;
}
