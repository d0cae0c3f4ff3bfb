import type { ActivityProgress, GstinStats } from '../../client/index.ts';
import type { Register } from '../../gst/columns.ts';
import type { TableLook } from './lookTypes.ts';
import type { OtherKind } from './peek/fileKind.ts';

/**
 * looking: its first rows are being read · asking: only the person can say how to go on · ready: waits for "send" ·
 * queued: waits for its turn or for the connection · sending: bytes · checking: rows, on the server · the rest are ends.
 */
export type FileState =
  | 'looking'
  | 'asking'
  | 'ready'
  | 'queued'
  | 'sending'
  | 'checking'
  | 'done'
  | 'doneWithErrors'
  | 'refused'
  | 'failed'
  | 'cancelled';

export const ENDS: ReadonlySet<FileState> = new Set([
  'done',
  'doneWithErrors',
  'refused',
  'failed',
  'cancelled',
]);

/** What keeps all files from being sent; they go on by themselves when it is over. */
export type Hold = 'offline' | 'signedOut' | 'unreachable';

/** An import that a file of the same name and size has come from before. */
export interface Earlier {
  readonly activityId: string;
  /** RFC 3339. */
  readonly at: string;
}

/** Why a file was refused or failed. `server`: in the server's own words. */
export type Fault =
  | { readonly by: 'console'; readonly code: 'empty' | 'noRows' | 'folder' | 'unreadable' }
  | { readonly by: 'console'; readonly code: 'tooLarge'; readonly most: number }
  | { readonly by: 'console'; readonly code: 'otherKind'; readonly kind: OtherKind }
  | {
      readonly by: 'server';
      readonly code: string;
      readonly message: string;
      readonly remedy: string | null;
      readonly requestId: string | null;
    };

/** What came of a file that was taken in. */
export interface Outcome {
  readonly documents: number;
  readonly refusedRows: number;
  readonly stats: readonly GstinStats[];
}

/** The import whose refused rows a file sends again. */
export interface Corrected {
  readonly activityId: string;
  readonly register: Register;
  readonly fileName: string;
}

export interface QueuedFile {
  readonly id: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly state: FileState;
  readonly look: TableLook | null;
  readonly register: Register | null;
  /** The person chose it, not the console. */
  readonly isChosen: boolean;
  /** Name of the same file further up, until the person says that it is meant. */
  readonly sameAs: string | null;
  /** Null also once the person says that it is meant. */
  readonly earlier: Earlier | null;
  /** Problems of the header that the person has seen: send it all the same. */
  readonly isInsisted: boolean;
  /** 0 to 1, bytes first, then rows; never less than before within one sending. */
  readonly progress: number;
  readonly sentBytes: number;
  /** What the server is doing with the rows; null before it says so. */
  readonly pass: ActivityProgress['phase'] | null;
  /** Of this pass. */
  readonly rowsRead: number;
  /** Seconds; null while it cannot be told. Of the phase for bytes, of all that is left for rows. */
  readonly etaSeconds: number | null;
  readonly activityId: string | null;
  readonly outcome: Outcome | null;
  readonly fault: Fault | null;
  readonly corrects: Corrected | null;
  readonly isCancelling: boolean;
}

export interface QueueSnapshot {
  readonly files: readonly QueuedFile[];
  readonly hold: Hold | null;
}

/** A file as it was chosen or dropped. */
export interface Chosen {
  readonly file: File;
  readonly isFolder: boolean;
}
