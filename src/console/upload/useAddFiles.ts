import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { useCorrecting } from './corrected.ts';
import type { Chosen } from './queueTypes.ts';
import { useUploadQueue } from './uploadContext.ts';

/** Puts files into the list and shows it. On the upload screen of a correction they are its corrected files. */
export function useAddFiles(): (chosen: readonly Chosen[]) => void {
  const queue = useUploadQueue();
  const [path, navigate] = useLocation();
  const { corrected } = useCorrecting();
  return useCallback(
    (chosen) => {
      if (chosen.length === 0) return;
      queue.add(chosen, path === '/' ? corrected : null);
      // Only these files correct it: the address has said so, and says it no more.
      if (path !== '/') navigate('/');
      else if (corrected !== null) navigate('/', { replace: true });
    },
    [queue, path, navigate, corrected],
  );
}
