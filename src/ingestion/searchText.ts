/**
 * A text for comparing, the same on every database: without case and without the different ways in which Unicode writes
 * one character, as in ड़, which is one code point or two.
 */
export function searchText(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC');
}
