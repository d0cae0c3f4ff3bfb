import type { Catalogue } from '../../words/language.tsx';

export const WORDS: Catalogue<{ readonly title: string }> = {
  en: { title: 'Upload' },
  hi: { title: 'अपलोड' },
};
