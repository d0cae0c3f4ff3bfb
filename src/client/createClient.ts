import { connect } from './connection.ts';
import { InvalidOptionError } from './errors.ts';
import { presignOnce } from './presign.ts';
import { withRetries } from './retry.ts';
import type { Client, ClientOptions, PresignOptions } from './types.ts';
import { upload } from './upload.ts';

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
  };
}

/** A lone surrogate has no UTF-8 form, so it cannot stand in a URL at all. */
function checkFileName({ fileName }: PresignOptions): void {
  if (!fileName.isWellFormed()) {
    throw new InvalidOptionError(
      'file_name_invalid',
      'The file name is not well-formed Unicode. Rename the file.',
    );
  }
}
