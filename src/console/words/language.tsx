import { createContext, type ReactNode, useContext, useEffect } from 'react';

export const LANGUAGES = ['en', 'hi'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The texts of one screen: a language that lacks one does not compile. */
export type Catalogue<Words> = Readonly<Record<Language, Words>>;

/** Tags for `Intl`: Indian grouping (lakh, crore) and Latin digits in both. */
export const LOCALE: Readonly<Record<Language, string>> = { en: 'en-IN', hi: 'hi-IN-u-nu-latn' };

const LanguageContext = createContext<Language>('en');

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

/** The texts of a catalogue in the language chosen. */
export function useWords<Words>(catalogue: Catalogue<Words>): Words {
  return catalogue[useLanguage()];
}
