import type { Socket } from 'node:net';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { clearAnswer } from './clear/errors.ts';
import { isClearPath } from './dialect.ts';
import { s3ErrorXml } from './gateway/errors.ts';
import { problemOf } from './native/problem.ts';
import { isGatewayPath, withoutPrefix } from './pathPrefix.ts';

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

const NOT_ENCODED =
  'The path or the query holds a blank or a letter that must be percent-encoded, as in fileName=Sales%20April.xlsx ' +
  '(curl does it with -G --data-urlencode).';

const WHY: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'The request line and headers are longer than 64 KiB together.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The headers did not arrive within 15 seconds.',
  HPE_INVALID_URL: NOT_ENCODED,
  HPE_INVALID_CONSTANT: NOT_ENCODED,
  HPE_INVALID_TRANSFER_ENCODING: 'Content-Length and Transfer-Encoding came together: send one of them.',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'Content-Length and Transfer-Encoding came together: send one of them.',
};

/** Answers what Node's parser refused before there was a request: with an id, in the dialect of its path, and for good. */
export function refuseUnparsed(input: {
  readonly error: NodeJS.ErrnoException & { readonly rawPacket?: Buffer };
  readonly socket: Socket;
  readonly requestId: string;
  readonly log: Log;
  /** As in `AppDeps`; not yet known while the server starts. */
  readonly pathPrefix?: string;
  /** Where it is not the normal one. */
  readonly mode?: string | undefined;
}): void {
  const { error, socket, requestId, log, pathPrefix = '', mode } = input;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const parserCode = error.code ?? '';
  const refusal = new AppError(
    'request_malformed',
    WHY[parserCode] ?? 'This is not a well-formed HTTP/1.1 request.',
  );
  const { type, body } = inDialect(withoutPrefix(targetOf(error.rawPacket), pathPrefix), refusal, requestId);
  const head = [
    `HTTP/1.1 ${STATUS_LINES[parserCode] ?? '400 Bad Request'}`,
    `content-type: ${type}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'x-gst-intake-error: request_malformed',
    ...(mode === undefined ? [] : [`x-gst-intake-mode: ${mode}`]),
    'connection: close',
  ];
  log.info({ requestId, code: parserCode === '' ? 'request_malformed' : parserCode }, 'request not parsed');
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function targetOf(packet: Buffer | undefined): string {
  return packet?.subarray(0, 200).toString('latin1').split(' ', 2)[1] ?? '';
}

function inDialect(target: string, refusal: AppError, requestId: string): { type: string; body: string } {
  if (isGatewayPath(target)) return { type: 'application/xml', body: s3ErrorXml(refusal, requestId) };
  return isClearPath(target)
    ? {
        type: 'application/json; charset=utf-8',
        body: JSON.stringify(clearAnswer(refusal, { target, requestId }).body),
      }
    : { type: 'application/problem+json', body: JSON.stringify(problemOf(refusal, requestId)) };
}
