import type { FastifyInstance } from 'fastify';
import type { Presign } from '../../uploads/presign.ts';
import { tokenHashOf } from '../authToken.ts';
import { onlyMethods } from '../onlyMethods.ts';
import { parsePresignRequest } from './presignRequest.ts';

const PRESIGN_ROUTE = '/integration/v1/generatePreSign/:templateType';

/** `GET generatePreSign`: Clear's first call, in Clear's words. */
export function registerPresign(
  app: FastifyInstance,
  deps: { readonly presign: Presign; readonly newUploadId: () => string; readonly onIssued: () => void },
): void {
  const config = { traced: 'presign' } as const;
  app.get<{ Params: { templateType: string } }>(PRESIGN_ROUTE, { config }, async (request, reply) => {
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    const tokenHash = tokenHashOf(request);
    const wanted = parsePresignRequest(request.raw, request.params.templateType, deps.newUploadId());
    const { url, contentType, grant } = await deps.presign({ tokenHash, wanted });
    request.facts = { workspaceId: grant.holder.workspaceId, uploadId: grant.wanted.uploadId };
    deps.onIssued();
    reply
      .header('x-upload-content-type', contentType)
      .header('content-type', 'application/json; charset=utf-8');
    // The URL holds nothing that JSON would escape.
    return `{"status":"CREATED","preSignedS3Url":"${url}","errorCode":null,"errorMessage":null}`;
  });
  onlyMethods(app, PRESIGN_ROUTE, ['GET']);
}
