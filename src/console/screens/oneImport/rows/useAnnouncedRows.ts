import { useEffect, useRef } from 'react';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { useLanguage, useWords } from '../../../words/language.tsx';
import { figureOf } from '../figure.ts';
import { WORDS } from '../words.ts';

/** Says how many rows there are of another rule, once they are there. @param total undefined until then */
export function useAnnouncedRows(rule: string | null, total: number | undefined): void {
  const { rows: words } = useWords(WORDS);
  const language = useLanguage();
  const announce = useAnnounce();
  const told = useRef(rule);
  useEffect(() => {
    if (total === undefined || told.current === rule) return;
    told.current = rule;
    announce(words.shown(figureOf(total, language)));
  }, [rule, total, announce, words, language]);
}
