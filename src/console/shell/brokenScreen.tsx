import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/errorNotice.tsx';
import { PageHeader } from '../ui/pageHeader.tsx';
import { useWords } from '../words/language.tsx';
import { WORDS } from './words.ts';

export function BrokenScreen({ error }: { error: unknown }) {
  const { broken } = useWords(WORDS);
  return (
    <>
      <PageHeader
        title={broken.title}
        actions={<Button onPress={() => location.reload()}>{broken.reload}</Button>}
      />
      <ErrorNotice error={error} />
    </>
  );
}
