import { formatCount } from '../../words/formats.ts';
import type { Language } from '../../words/language.tsx';
import type { Figure } from './wordTypes.ts';

/** A count as words want it. */
export function figureOf(n: number, language: Language): Figure {
  return { n, text: formatCount(n, language) };
}
