import { useWords } from '../../words/language.tsx';
import { WORDS } from './words.ts';

/** @param activityId 24 hex digits, of any activity or of none */
export function OneImportScreen({ activityId }: { activityId: string }) {
  const words = useWords(WORDS);
  return <h1>{`${words.title} ${activityId}`}</h1>;
}
