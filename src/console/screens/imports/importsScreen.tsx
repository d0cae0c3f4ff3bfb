import { useWords } from '../../words/language.tsx';
import { WORDS } from './words.ts';

export function ImportsScreen() {
  const words = useWords(WORDS);
  return <h1>{words.title}</h1>;
}
