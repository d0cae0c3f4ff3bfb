import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../errors.ts';

/** The calls of clients that take a body send a few hundred bytes; a list of GSTINs a few thousand. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** As long as headers may take. */
const BODY_TIMEOUT_MS = 15_000;

/**
 * A body that is read whole into memory.
 * @throws AppError too_large, too_slow, body_incomplete
 */
export function readSmallBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      request.off('data', take).off('end', end).off('error', broken).off('close', broken).pause();
      outcome();
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) return settle(() => reject(tooLarge(maxBytes)));
      chunks.push(chunk);
    };
    const end = () => settle(() => resolve(Buffer.concat(chunks)));
    const broken = () =>
      settle(() => reject(new AppError('body_incomplete', 'The connection ended before the body did.')));
    const timer = setTimeout(
      () =>
        settle(() =>
          reject(
            new AppError(
              'too_slow',
              `The body did not arrive within ${BODY_TIMEOUT_MS / 1000} seconds. Send it again.`,
            ),
          ),
        ),
      BODY_TIMEOUT_MS,
    );
    request.on('data', take).on('end', end).on('error', broken).on('close', broken);
  });
}

/** Gives a client that asks first leave to send: .NET's HttpClient does so before every POST. */
export function inviteBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('too_large', `The body is larger than ${maxBytes} bytes. Send the JSON alone.`);
}
