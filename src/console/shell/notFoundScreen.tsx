import { ButtonLink } from '../ui/buttonLink.tsx';
import { PageHeader } from '../ui/pageHeader.tsx';
import { useWords } from '../words/language.tsx';
import { WORDS } from './words.ts';

export function NotFoundScreen() {
  const { notFound } = useWords(WORDS);
  return (
    <PageHeader title={notFound.title}>
      <p>{notFound.text}</p>
      <p>
        <ButtonLink href="/imports">{notFound.action}</ButtonLink>
      </p>
    </PageHeader>
  );
}
