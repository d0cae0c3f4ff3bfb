import type { Catalogue } from '../../words/language.tsx';

export const WORDS: Catalogue<{ readonly title: string }> = {
  en: { title: 'Imports' },
  hi: { title: 'इम्पोर्ट' },
};
