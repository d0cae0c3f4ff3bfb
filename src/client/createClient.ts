import { status, trigger } from './clearCalls.ts';
import { connect } from './connection.ts';
import { documents, errorFile, template, warnings } from './downloads.ts';
import { InvalidOptionError } from './errors.ts';
import { ingest } from './ingest.ts';
import { activity, endActivity } from './nativeCalls.ts';
import { presignOnce } from './presign.ts';
import { withRetries } from './retry.ts';
import type { Client, ClientOptions, PresignOptions } from './types.ts';
import { upload } from './upload.ts';
import { waitForActivity } from './wait.ts';

/**
 * A client of Clear's file-ingestion API, for this server and for Clear alike.
 *
 * @throws InvalidOptionError
 */
export function createClient(options: ClientOptions): Client {
  const connection = connect(options);
  return {
    async presign(call) {
      checkFileName(call);
      const { signal, onRetry } = call;
      return withRetries({ ...connection, signal, onRetry }, () => presignOnce(connection, call));
    },
    async upload(call) {
      checkFileName(call);
      return upload(connection, call);
    },
    async ingest(call) {
      checkFileName(call);
      return ingest(connection, call);
    },
    async trigger(call) {
      checkFileName(call);
      return trigger(connection, call);
    },
    status: (call) => status(connection, call),
    waitForActivity: (call) => waitForActivity(connection, call),
    activity: (call) => activity(connection, call),
    cancelActivity: (call) => endActivity(connection, call, 'cancel'),
    discardActivity: (call) => endActivity(connection, call, 'discard'),
    errorFile: (call) => errorFile(connection, call),
    documents: (call) => documents(connection, call),
    warnings: (call) => warnings(connection, call),
    template: (call) => template(connection, call),
  };
}

/** A lone surrogate has no UTF-8 form, so it cannot stand in a URL at all. */
function checkFileName({ fileName }: Pick<PresignOptions, 'fileName'>): void {
  if (!fileName.isWellFormed()) {
    throw new InvalidOptionError(
      'file_name_invalid',
      'The file name is not well-formed Unicode. Rename the file.',
    );
  }
}
