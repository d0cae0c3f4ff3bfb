/**
 * Cross-origin rules of the gateway: listed origins only, by exact comparison, never with credentials.
 *
 * Sources, checked 2026-11-23: Fetch Standard, "CORS protocol"; Amazon S3 User Guide, "Using cross-origin resource
 * sharing". Deviation: the origins are one setting of the installation, not a document of each bucket, and where we are published
 * on loopback, its other names.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../errors.ts';

const METHODS = ['GET', 'HEAD', 'PUT'];
const REQUEST_HEADERS = [
  'content-type',
  'content-md5',
  'range',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
  'x-amz-content-sha256',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-user-agent',
].join(', ');
const EXPOSED_HEADERS =
  'ETag, Content-Disposition, Content-Range, x-amz-request-id, x-request-id, x-gst-intake-error';
const PREFLIGHT_SECONDS = '600';

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The other names of the machine that a server on loopback is opened at, which are other origins to a browser; none where
 * the public URL leads elsewhere.
 */
export function loopbackAliases(publicUrl: string): readonly string[] {
  const { protocol, hostname, port } = new URL(publicUrl);
  if (!LOOPBACK_HOSTS.includes(hostname)) return [];
  return LOOPBACK_HOSTS.filter((host) => host !== hostname).map(
    (host) => new URL(`${protocol}//${host}:${port}`).origin,
  );
}

/** Put on every answer, refusals too: without it a page learns nothing but "network error". */
export function setCorsHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: readonly string[],
): void {
  response.setHeader('vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers');
  const { origin } = request.headers;
  if (origin === undefined || !allowedOrigins.includes(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
}

/** Answers a browser's question before its PUT; it carries no signature. @throws AppError permission_denied */
export function answerPreflight(
  request: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: readonly string[],
): void {
  const { origin } = request.headers;
  const method = request.headers['access-control-request-method'];
  if (origin === undefined || !allowedOrigins.includes(origin)) {
    throw new AppError(
      'permission_denied',
      'Pages of this origin may not upload here. The operator can add it to GST_INTAKE_UPLOAD_CORS_ORIGINS, ' +
        'written exactly as the browser sends it: scheme, host and port, no slash at the end.',
    );
  }
  if (method === undefined || !METHODS.includes(method)) {
    throw new AppError('permission_denied', `Pages may call ${METHODS.join(', ')} here and nothing else.`);
  }
  response.writeHead(200, {
    'access-control-allow-methods': METHODS.join(', '),
    'access-control-allow-headers': REQUEST_HEADERS,
    'access-control-max-age': PREFLIGHT_SECONDS,
    'content-length': 0,
  });
  response.end();
}
