import { useWords } from '../../words/language.tsx';
import { WORDS } from './words.ts';

export function SignInScreen() {
  const words = useWords(WORDS);
  return <h1>{words.title}</h1>;
}
