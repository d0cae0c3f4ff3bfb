import { Skeleton } from '../../../ui/skeleton.tsx';
import { LoadTrouble } from './loadTrouble.tsx';
import { type Listing, useFirstPage } from './pages.ts';
import { PartPager } from './partPager.tsx';
import { partsOf } from './rowPages.ts';
import { useAnnouncedRows } from './useAnnouncedRows.ts';
import { useNarrow } from './useNarrow.ts';
import { WarningCards } from './warningCards.tsx';
import { WarningTable } from './warningTable.tsx';

/** The warnings, all or of one rule. */
export function WarningRows({
  listing,
  part,
  onPart,
}: {
  listing: Listing;
  part: number;
  onPart: (part: number) => void;
}) {
  const isNarrow = useNarrow();
  const { data, error, isPending, refetch } = useFirstPage('warnings', listing);
  useAnnouncedRows(listing.rule, data?.total);
  if (isPending) return <Skeleton lines={8} height="row" />;
  if (error !== null) return <LoadTrouble error={error} retry={() => void refetch()} />;
  const { total } = data;
  const shown = partsOf(total)[part];
  if (shown === undefined) return null;
  const key = `${listing.rule} ${part}`;
  const Rows = isNarrow ? WarningCards : WarningTable;
  return (
    <>
      <PartPager total={total} part={part} onPart={onPart} />
      <Rows key={key} listing={listing} part={shown} total={total} />
    </>
  );
}
