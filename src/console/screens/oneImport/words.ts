import type { Catalogue } from '../../words/language.tsx';
import type { OneImportWords } from './wordTypes.ts';
import { ENGLISH } from './wordsEnglish.ts';
import { HINDI } from './wordsHindi.ts';

export const WORDS: Catalogue<OneImportWords> = { en: ENGLISH, hi: HINDI };
