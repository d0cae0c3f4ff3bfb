import { useMemo } from 'react';
import type { Register } from '../../../../gst/columns.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { columnWidths } from './cells.ts';
import { ErrorCards } from './errorCards.tsx';
import { ErrorTable } from './errorTable.tsx';
import { LoadTrouble } from './loadTrouble.tsx';
import { type Listing, useFirstPage } from './pages.ts';
import { PartPager } from './partPager.tsx';
import { partsOf } from './rowPages.ts';
import { useAnnouncedRows } from './useAnnouncedRows.ts';
import { useDocumentColumns } from './useDocumentColumns.ts';
import type { GoTo } from './useGrid.ts';
import { useNarrow } from './useNarrow.ts';

/** The refused rows, all or of one rule: a table, or cards in a narrow window. */
export function ErrorRows({
  listing,
  register,
  part,
  onPart,
  goTo,
  onJump,
}: {
  listing: Listing;
  register: Register;
  part: number;
  onPart: (part: number) => void;
  goTo: GoTo | null;
  onJump: (row: number) => void;
}) {
  const isNarrow = useNarrow();
  const { data, error, isPending, refetch } = useFirstPage('errors', listing);
  const widths = useMemo(() => columnWidths(data?.columns ?? [], data?.rows ?? []), [data]);
  const documents = useDocumentColumns({
    activityId: listing.activityId,
    register,
    columns: data?.columns,
  });
  useAnnouncedRows(listing.rule, data?.total);
  if (isPending || (data !== undefined && documents === null)) return <Skeleton lines={8} height="row" />;
  if (error !== null || documents === null) return <LoadTrouble error={error} retry={() => void refetch()} />;
  const { total, columns } = data;
  const shown = partsOf(total)[part];
  if (shown === undefined) return null;
  const shared = { listing, part: shown, total, columns, documents, goTo, onJump };
  const key = `${listing.rule} ${part}`;
  return (
    <>
      <PartPager total={total} part={part} onPart={onPart} />
      {isNarrow ? <ErrorCards key={key} {...shared} /> : <ErrorTable key={key} {...shared} widths={widths} />}
    </>
  );
}
