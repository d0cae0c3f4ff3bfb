import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { LanguageProvider, LOCALE } from '../words/language.tsx';
import { type Preferences, readPreferences, writePreferences } from './preferences.ts';

const STORAGE = () => localStorage;

interface Chooser extends Preferences {
  choose(change: Partial<Preferences>): void;
}

const PreferencesContext = createContext<Chooser | null>(null);

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(() => readPreferences(STORAGE, navigator.languages));
  const { language, theme } = preferences;
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const choose = (change: Partial<Preferences>) => {
    const next = { ...preferences, ...change };
    setPreferences(next);
    writePreferences(STORAGE, next);
  };
  return (
    <PreferencesContext value={{ ...preferences, choose }}>
      <LanguageProvider language={language}>
        <I18nProvider locale={LOCALE[language]}>{children}</I18nProvider>
      </LanguageProvider>
    </PreferencesContext>
  );
}

export function usePreferences(): Chooser {
  const preferences = useContext(PreferencesContext);
  if (preferences === null) throw new Error('no preferences are provided');
  return preferences;
}
