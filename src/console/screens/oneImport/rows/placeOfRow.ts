import type { QueryClient } from '@tanstack/react-query';
import type { ConsoleClient } from '../../../api/client.ts';
import { findRow } from './findRow.ts';
import { fetchErrorPage } from './pages.ts';
import { PAGE_ROWS } from './rowPages.ts';

/** Where, among all refused rows, a row of the user's file stands, from 0; null where it cannot be found. */
export async function placeOfRow(
  queries: QueryClient,
  client: ConsoleClient,
  { activityId, row }: { readonly activityId: string; readonly row: number },
): Promise<number | null> {
  const pageAt = (page: number) => fetchErrorPage(queries, client, { activityId, rule: null, page });
  const { total } = await pageAt(0);
  return findRow({
    row,
    total,
    rowNumberAt: async (index) => {
      const { rows } = await pageAt(Math.floor(index / PAGE_ROWS));
      return rows[index % PAGE_ROWS]?.row ?? null;
    },
  });
}
