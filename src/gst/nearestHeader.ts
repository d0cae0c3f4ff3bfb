const LONGEST_COMPARED = 60;
/** A sheet may be formatted to its last column: only so many headers are compared. */
const MOST_COMPARED = 200;
/** Of the longer name, this part may differ; beyond it a likeness is chance. */
const LARGEST_DIFFERENCE = 0.4;

/**
 * The header that is most like one of the names, by edit distance; null where none is near.
 *
 * @param names normalised
 * @param present headers as they stand in the file, with their normalised form
 */
export function nearestHeader(
  names: readonly string[],
  present: readonly { readonly header: string; readonly name: string }[],
): string | null {
  let nearest: string | null = null;
  let least = LARGEST_DIFFERENCE;
  for (const { header, name } of present.slice(0, MOST_COMPARED)) {
    for (const wanted of names) {
      const difference = differenceOf(wanted, name);
      if (difference < least) {
        least = difference;
        nearest = header.trim();
      }
    }
  }
  return nearest;
}

/** 0 for equal, 1 for nothing in common, or for texts longer than any header. */
export function differenceOf(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  if (longer > LONGEST_COMPARED || Math.abs(a.length - b.length) > longer * LARGEST_DIFFERENCE) return 1;
  return editDistance(a, b) / longer;
}

/** How many characters must be inserted, removed or replaced to turn one text into the other. */
export function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
