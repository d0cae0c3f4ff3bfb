import { useCallback, useState } from 'react';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage, useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import { CardList } from './cardList.tsx';
import type { DocumentColumns } from './documentColumns.ts';
import { ErrorCard } from './errorCard.tsx';
import { LoadTrouble } from './loadTrouble.tsx';
import { type Listing, usePages } from './pages.ts';
import { PlaceholderCard } from './placeholderCard.tsx';
import { type Part, rowAt } from './rowPages.ts';
import type { GoTo } from './useGrid.ts';

/** The refused rows of one part as cards, for narrow windows. */
export function ErrorCards({
  listing,
  part,
  total,
  columns,
  documents,
  goTo,
  onJump,
}: {
  listing: Listing;
  part: Part;
  total: number;
  columns: readonly string[];
  documents: DocumentColumns;
  goTo: GoTo | null;
  onJump: (row: number) => void;
}) {
  const { rows: words } = useWords(WORDS);
  const language = useLanguage();
  const [seen, setSeen] = useState({ first: part.start, last: part.start });
  const onSeen = useCallback((first: number, last: number) => setSeen({ first, last }), []);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const { pages, error, retry } = usePages('errors', listing, { ...seen, total });
  const toggle = (index: number) => setOpened((before) => before.symmetricDifference(new Set([index])));
  return (
    <>
      <LoadTrouble error={error} retry={retry} />
      <CardList
        label={words.errorTable({ n: total, text: formatCount(total, language) })}
        part={part}
        total={total}
        goTo={goTo}
        onSeen={onSeen}
      >
        {(index) => {
          const row = rowAt(pages, index);
          if (row === undefined) return <PlaceholderCard />;
          return (
            <ErrorCard
              row={row}
              columns={columns}
              documents={documents}
              isOpen={opened.has(index)}
              onToggle={() => toggle(index)}
              onJump={onJump}
            />
          );
        }}
      </CardList>
    </>
  );
}
