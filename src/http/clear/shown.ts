const SHOWN_LENGTH = 60;

/** What a caller sent, as an answer may repeat it: cut short and without control characters. */
export function shown(text: string): string {
  const clean = text.replace(/\p{C}/gu, '\uFFFD');
  const characters = [...clean];
  return characters.length <= SHOWN_LENGTH ? clean : `${characters.slice(0, SHOWN_LENGTH).join('')}…`;
}
