import { MAX_CELL_CHARACTERS } from '../limits.ts';

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const CUT = ' … (cut here: a cell holds no more)';
const PLAIN = /^[\x20-\x25\x27-\x3b\x3d\x3f-\x5e\x60-\ud7ff]*$/;
const MARKUP = /[&<>]/g;
const MARKUP_OR_QUOTE = /[&<>"\t\n]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
};
/** What XML cannot hold or does not give back, and what would be read as the escape of it ([ECMA-376] Part 1, 22.9.2.19). */
const NEEDS_ESCAPE = /(?![\t\n\x7f-\x9f])\p{Cc}|[\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/gu;

/** A text as the content of an element of SpreadsheetML; too long a one is cut, and says so. */
export function textXml(text: string): string {
  if (text.length <= MAX_CELL_CHARACTERS && PLAIN.test(text)) return text;
  return cut(text)
    .replace(NEEDS_ESCAPE, escapeOf)
    .replace(MARKUP, (character) => ENTITIES[character] as string);
}

/** The same in the double quotes of an attribute. */
export function attributeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(NEEDS_ESCAPE, escapeOf)
    .replace(MARKUP_OR_QUOTE, (character) => ENTITIES[character] as string);
}

/** Without it readers may take blanks at the ends away, and line breaks. */
export function spaceAttribute(text: string): string {
  return text.charCodeAt(0) <= 0x20 || text.charCodeAt(text.length - 1) <= 0x20 || text.includes('\n')
    ? ' xml:space="preserve"'
    : '';
}

function cut(text: string): string {
  const whole =
    text.length <= MAX_CELL_CHARACTERS ? text : text.slice(0, MAX_CELL_CHARACTERS - CUT.length) + CUT;
  return whole.toWellFormed();
}

function escapeOf(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
}
