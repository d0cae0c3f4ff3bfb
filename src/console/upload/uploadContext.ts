import { createContext, useContext, useSyncExternalStore } from 'react';
import type { UploadQueue } from './queue.ts';
import type { QueueSnapshot } from './queueTypes.ts';

const UploadContext = createContext<UploadQueue | null>(null);
export const UploadContextProvider = UploadContext.Provider;

export function useUploadQueue(): UploadQueue {
  const queue = useContext(UploadContext);
  if (queue === null) throw new Error('no upload queue is provided');
  return queue;
}

/** The files as they are now. */
export function useUploads(): QueueSnapshot {
  const queue = useUploadQueue();
  return useSyncExternalStore(queue.subscribe, queue.snapshot);
}
