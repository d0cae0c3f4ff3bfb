import { LONGEST_CELL } from './reading.ts';

const MOST_KEPT = 50_000;

/**
 * Remembers what texts were read to: a register says the same dates, states and GSTINs over and over. Forgets everything at
 * 50,000 texts and keeps none over 100 characters, so its memory is bounded. `parse` is given a copy of the text: a piece of
 * a larger string would keep the whole of it in memory.
 */
export function cached<T>(parse: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  let lastText = '';
  let last = parse('');
  return (text) => {
    // Rows of a document lie together, and comparing is cheaper than hashing.
    if (text === lastText) return last;
    if (text.length > LONGEST_CELL) return parse(text);
    let value = known.get(text);
    if (value === undefined) {
      const own = ownCopy(text);
      value = parse(own);
      if (known.size >= MOST_KEPT) known.clear();
      known.set(own, value);
      lastText = own;
    } else lastText = text;
    last = value;
    return value;
  };
}

/** The engine cuts long substrings as views of their source; a view of this small sum keeps only the sum. */
function ownCopy(text: string): string {
  return ` ${text}`.slice(1);
}
