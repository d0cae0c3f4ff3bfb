import {
  AuthenticationError,
  ConnectionError,
  GstIntakeError,
  ProbablyUploadedError,
  type StatusAnswer,
  UploadRefusedError,
} from '../../client/index.ts';
import type { Fault, FileState, Hold, Outcome } from './queueTypes.ts';

/** How a file ended, or what it waits for. */
export type Ending =
  | { readonly state: FileState; readonly outcome: Outcome | null; readonly fault: Fault | null }
  | { readonly hold: Exclude<Hold, 'offline'> };

/** What an activity that has ended comes to. */
export function endingOf(status: StatusAnswer): Ending {
  const stats = status.processingStats ?? [];
  const outcome: Outcome = {
    documents: sum(stats.map(({ totalDocumentCount }) => totalDocumentCount)),
    refusedRows: sum(stats.map(({ invalidRows }) => invalidRows)),
    stats,
  };
  switch (status.status) {
    case 'ACTIVITY_DISCARDED':
      return { state: 'cancelled', outcome: null, fault: null };
    case 'SYSTEM_FEEDBACK':
      return { state: 'refused', outcome: null, fault: faultOf(status) };
    case 'UNPLANNED_ERROR':
      return { state: 'failed', outcome: null, fault: faultOf(status) };
    default: {
      const state = outcome.refusedRows > 0 || status.fileError !== null ? 'doneWithErrors' : 'done';
      return { state, outcome, fault: null };
    }
  }
}

/** What an error on the way comes to. */
export function endingOfError(error: unknown): Ending {
  if (error instanceof AuthenticationError) return { hold: 'signedOut' };
  if (error instanceof ConnectionError) return { hold: 'unreachable' };
  const isRefusal = error instanceof UploadRefusedError && !(error instanceof ProbablyUploadedError);
  return { state: isRefusal ? 'refused' : 'failed', outcome: null, fault: faultOfError(error) };
}

export function faultOfError(error: unknown): Fault {
  const isKnown = error instanceof GstIntakeError;
  return {
    by: 'server',
    code: isKnown ? error.code : 'unexpected',
    message: error instanceof Error ? error.message : String(error),
    remedy: null,
    requestId: isKnown ? (error.requestId ?? null) : null,
  };
}

function faultOf({ errors: [first], status }: StatusAnswer): Fault {
  return {
    by: 'server',
    code: first?.errorCode ?? status,
    message: first?.errorMessage ?? status,
    remedy: first?.errorResolution ?? null,
    requestId: null,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
