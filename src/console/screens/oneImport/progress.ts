/** Seconds in whole, coarser the more there are, so that the figure does not flicker. */
export function roundedSeconds(seconds: number): number {
  if (seconds < 10) return Math.max(1, Math.round(seconds));
  if (seconds < 60) return Math.round(seconds / 5) * 5;
  return Math.round(seconds / 60) * 60;
}

/** The last quarter that was passed: 0 to 3. */
export function quarterOf(fraction: number | null): number {
  return fraction === null ? 0 : Math.min(3, Math.floor(fraction * 4));
}
