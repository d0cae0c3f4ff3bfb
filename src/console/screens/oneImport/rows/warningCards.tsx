import { useCallback, useState } from 'react';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage, useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import { CardList } from './cardList.tsx';
import { LoadTrouble } from './loadTrouble.tsx';
import { type Listing, usePages } from './pages.ts';
import { PlaceholderCard } from './placeholderCard.tsx';
import { type Part, rowAt } from './rowPages.ts';
import { WarningCard } from './warningCard.tsx';

/** The warnings of one part as cards, for narrow windows. */
export function WarningCards({ listing, part, total }: { listing: Listing; part: Part; total: number }) {
  const { rows: words } = useWords(WORDS);
  const language = useLanguage();
  const [seen, setSeen] = useState({ first: part.start, last: part.start });
  const onSeen = useCallback((first: number, last: number) => setSeen({ first, last }), []);
  const { pages, error, retry } = usePages('warnings', listing, { ...seen, total });
  return (
    <>
      <LoadTrouble error={error} retry={retry} />
      <CardList
        label={words.warningTable({ n: total, text: formatCount(total, language) })}
        part={part}
        total={total}
        goTo={null}
        onSeen={onSeen}
      >
        {(index) => {
          const row = rowAt(pages, index);
          return row === undefined ? <PlaceholderCard /> : <WarningCard row={row} />;
        }}
      </CardList>
    </>
  );
}
