import { useEffect, useRef, useState } from 'react';
import { TextField } from '../../ui/textField.tsx';
import { useWords } from '../../words/language.tsx';
import type { FilterProps } from './filterBar.tsx';
import { WORDS } from './words.ts';

const TYPING_MS = 300;

/** Part of a file's name, looked for once the typing pauses. */
export function SearchFilter({ filters, onChange }: FilterProps) {
  const words = useWords(WORDS);
  const [text, setText] = useState(filters.text);
  const asked = useRef(filters.text);
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });
  useEffect(() => {
    // Cleared or changed by a link, not by typing.
    if (filters.text === asked.current) return;
    asked.current = filters.text;
    setText(filters.text);
  }, [filters.text]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = wanted;
      change.current({ text: wanted });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <TextField
      label={words.search}
      hideLabel
      placeholder={words.searchHint}
      icon="search"
      type="search"
      enterKeyHint="search"
      maxLength={200}
      value={text}
      onChange={setText}
    />
  );
}
