import { ErrorNotice } from '../../../ui/errorNotice.tsx';

/** A page of rows that could not be had; nothing while all is well. */
export function LoadTrouble({ error, retry }: { error: unknown; retry: () => void }) {
  return error === null ? null : <ErrorNotice error={error} onRetry={retry} />;
}
