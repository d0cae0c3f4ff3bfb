import type { Catalogue } from '../../words/language.tsx';
import { ENGLISH } from './wordsEnglish.ts';
import { HINDI } from './wordsHindi.ts';
import type { OneImportWords } from './wordTypes.ts';

export const WORDS: Catalogue<OneImportWords> = { en: ENGLISH, hi: HINDI };
