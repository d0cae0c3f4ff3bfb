import type { ActivityResult, FileError } from './activity.ts';

/** The file as a whole is wrong: nothing of it counts. */
export function refusedResult(errors: readonly FileError[]): ActivityResult {
  return { ...NOTHING, state: 'refused', errors };
}

/** The attempts are used up. @param reason of the last one, in words */
export function failedResult(reason: string, attempts: number): ActivityResult {
  return {
    ...NOTHING,
    state: 'failed',
    errors: [
      {
        errorCode: 'UNPLANNED_ERROR',
        errorField: null,
        errorValues: null,
        errorMessage: `The file could not be processed after ${attempts} attempts. The last one ended because ${reason}`,
        errorResolution:
          'Nothing of the file was stored. Request a new URL and send it again; if that fails too, ask your ' +
          'administrator to look this activity up in the server log.',
      },
    ],
  };
}

const NOTHING = {
  stats: null,
  errors: [],
  ruleCounts: {},
  fileWarnings: [],
  warningCount: 0,
  errorDownloadId: null,
  warningDownloadId: null,
  markDownloadId: null,
} satisfies Omit<ActivityResult, 'state'>;
