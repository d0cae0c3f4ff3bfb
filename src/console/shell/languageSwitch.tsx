import { Button } from '../ui/button.tsx';
import { useWords } from '../words/language.tsx';
import { usePreferences } from './preferencesProvider.tsx';
import { WORDS } from './words.ts';

/** The other language, by its own name: who reads it finds it. */
export function LanguageSwitch() {
  const words = useWords(WORDS);
  const { language, choose } = usePreferences();
  const other = language === 'en' ? 'hi' : 'en';
  return (
    <Button weight="quiet" small onPress={() => choose({ language: other })}>
      <span lang={other}>{words.otherLanguage}</span>
    </Button>
  );
}
