import { useMemo } from 'react';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { columnWidths } from './cells.ts';
import { ErrorCards } from './errorCards.tsx';
import { ErrorTable } from './errorTable.tsx';
import { LoadTrouble } from './loadTrouble.tsx';
import { type Listing, useFirstPage } from './pages.ts';
import { PartPager } from './partPager.tsx';
import { partsOf } from './rowPages.ts';
import type { GoTo } from './useGrid.ts';
import { useNarrow } from './useNarrow.ts';

/** The refused rows, all or of one rule: a table, or cards in a narrow window. */
export function ErrorRows({
  listing,
  part,
  onPart,
  goTo,
  onJump,
}: {
  listing: Listing;
  part: number;
  onPart: (part: number) => void;
  goTo: GoTo | null;
  onJump: (row: number) => void;
}) {
  const isNarrow = useNarrow();
  const { data, error, isPending, refetch } = useFirstPage('errors', listing);
  const widths = useMemo(() => columnWidths(data?.columns ?? [], data?.rows ?? []), [data]);
  if (isPending) return <Skeleton lines={8} height="row" />;
  if (error !== null) return <LoadTrouble error={error} retry={() => void refetch()} />;
  const { total, columns } = data;
  const shown = partsOf(total)[part];
  if (shown === undefined) return null;
  const shared = { listing, part: shown, total, columns, goTo, onJump };
  const key = `${listing.rule} ${part}`;
  return (
    <>
      <PartPager total={total} part={part} onPart={onPart} />
      {isNarrow ? <ErrorCards key={key} {...shared} /> : <ErrorTable key={key} {...shared} widths={widths} />}
    </>
  );
}
