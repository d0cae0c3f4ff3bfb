/** The first section of a format code, taken apart. */
export interface FormatSection {
  /** Without quoted and escaped characters and brackets. */
  readonly plain: string;
  /** One of the brackets holds elapsed time (`[h]:mm`). */
  readonly isElapsed: boolean;
  /** It is for some numbers alone (`[<0]`). */
  readonly isConditional: boolean;
  /** What is shown before the first place of a digit, and behind the last one. */
  readonly before: string;
  readonly after: string;
  /** From the first place to the last: `0`, `#`, `?`, and what else means something there (`#,##0.00`). */
  readonly places: string;
  /** What is shown between them: before each of `places` but the first. */
  readonly words: readonly string[];
}

const ELAPSED = /^(?:h+|m+|s+)$/i;
const CONDITION = /^[<>=]/;
const PLACE = /[0#?]/;
/** What means something between places; other characters there are shown. */
const MARK = /[0#?.,/e]/i;

/** One character that means something, or a text that is shown as it is. */
interface Piece {
  readonly text: string;
  readonly isLiteral: boolean;
}

/** Takes a format code apart (ECMA-376 Part 1, 18.8.31). */
export function firstSection(code: string): FormatSection {
  const pieces: Piece[] = [];
  const brackets: string[] = [];
  for (let at = 0; at < code.length && code[at] !== ';'; at += 1) {
    const character = code[at] as string;
    if (character === '"') {
      const end = endOf(code, '"', at + 1);
      pieces.push({ text: code.slice(at + 1, end), isLiteral: true });
      at = end;
    } else if (character === '[') {
      const end = endOf(code, ']', at + 1);
      brackets.push(code.slice(at + 1, end));
      at = end;
    } else if (character === '\\') {
      at += 1;
      pieces.push({ text: code[at] ?? '', isLiteral: true });
    } else if (character === '_' || character === '*') at += 1;
    else pieces.push({ text: character, isLiteral: false });
  }
  return {
    plain: pieces.map(({ text, isLiteral }) => (isLiteral ? '' : text)).join(''),
    isElapsed: brackets.some((bracket) => ELAPSED.test(bracket)),
    isConditional: brackets.some((bracket) => CONDITION.test(bracket)),
    ...aroundPlaces(pieces),
  };
}

function aroundPlaces(
  pieces: readonly Piece[],
): Pick<FormatSection, 'before' | 'after' | 'places' | 'words'> {
  const isPlace = ({ text, isLiteral }: Piece) => !isLiteral && PLACE.test(text);
  const first = pieces.findIndex(isPlace);
  const last = pieces.findLastIndex(isPlace);
  const shown = (some: readonly Piece[]) => some.map(({ text }) => text).join('');
  let places = '';
  const words: string[] = [];
  let word = '';
  for (const { text, isLiteral } of pieces.slice(Math.max(first, 0), last + 1)) {
    if (isLiteral || !MARK.test(text)) {
      word += text;
      continue;
    }
    if (places !== '') words.push(word);
    places += text;
    word = '';
  }
  return {
    before: shown(pieces.slice(0, Math.max(first, 0))),
    after: shown(pieces.slice(last + 1)),
    places,
    words,
  };
}

function endOf(code: string, mark: string, from: number): number {
  const end = code.indexOf(mark, from);
  return end < 0 ? code.length : end;
}
