import { factsOf } from './answer.ts';
import type { Attempt } from './attempt.ts';
import { callOnce } from './call.ts';
import type { Connection } from './connection.ts';
import { UPLOAD_CONTENT_TYPE } from './contentType.ts';
import { isHttpUrl } from './httpUrl.ts';
import type { PresignAnswer, PresignedUpload, PresignOptions } from './types.ts';

/** One call of `generatePreSign`. */
export function presignOnce(
  connection: Connection,
  { templateType, fileContentType, fileName, signal }: PresignOptions,
): Promise<Attempt<PresignedUpload>> {
  const path =
    `/integration/v1/generatePreSign/${encodeURIComponent(templateType)}` +
    `?fileName=${encodeURIComponent(fileName)}`;
  return callOnce(
    connection,
    {
      path,
      headers: { fileContentType },
      what: 'a pre-sign answer',
      read(answer, response) {
        const url = answer['preSignedS3Url'];
        if (answer['status'] !== 'CREATED' || !isHttpUrl(url)) return undefined;
        return {
          url,
          contentType: response.headers.get('x-upload-content-type') ?? UPLOAD_CONTENT_TYPE[fileContentType],
          requestId: factsOf(response).requestId,
          answer: answer as unknown as PresignAnswer,
        };
      },
    },
    signal,
  );
}
