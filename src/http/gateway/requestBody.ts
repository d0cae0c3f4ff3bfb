import type { IncomingMessage } from 'node:http';
import { bodyIncomplete, type IncomingBody } from '../../uploads/land.ts';
import type { Clock } from '../../uploads/pace.ts';

/** How long a refused sender may go on before the connection is cut: nginx's `lingering_time`. */
const LINGER_MS = 30_000;
/** How long it may be silent meanwhile: nginx's `lingering_timeout`. */
const LINGER_SILENCE_MS = 5_000;
const LINGER_CHECK_MS = 500;

/**
 * Reads a request's body by demand, so that TCP slows the sender down to what the disk takes. Unlike iterating the
 * request, giving up leaves the socket open: the refusal still has to go out on it.
 */
export function openRequestBody(
  request: IncomingMessage,
  declaredBytes: number | undefined,
): IncomingBody & { close(): void; readonly receivedBytes: number } {
  let receivedBytes = 0;
  let ended = false;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  let lent: Buffer | undefined;

  const look = () => {
    wake?.();
    wake = undefined;
  };
  const cut = (reason: Error) => {
    failure ??= reason;
    look();
  };
  const onEnd = () => {
    ended = true;
    look();
  };
  const onBroken = (cause?: unknown) => {
    if (!ended) cut(bodyIncomplete(receivedBytes, declaredBytes, cause));
  };
  request.on('readable', look).on('end', onEnd).on('error', onBroken).on('close', onBroken);

  return {
    async next() {
      if (lent !== undefined) freeMemory(lent);
      lent = undefined;
      for (;;) {
        if (failure !== undefined) throw failure;
        const chunk: Buffer | null = request.read();
        if (chunk !== null) {
          receivedBytes += chunk.byteLength;
          lent = chunk;
          return chunk;
        }
        if (ended) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    cut,
    close() {
      request.off('readable', look).off('end', onEnd).off('close', onBroken);
    },
    get receivedBytes() {
      return receivedBytes;
    },
  };
}

/**
 * Gives a chunk's memory back now: left to the collector, 1 GiB of them costs some 25 full collections of the whole
 * server's heap. Only where the chunk is all of its memory, so that no other chunk loses its bytes with it.
 */
function freeMemory(chunk: Buffer): void {
  const { buffer } = chunk;
  if (buffer instanceof ArrayBuffer && chunk.byteLength === buffer.byteLength) buffer.transfer(0);
}

/**
 * Reads and forgets what a refused sender still sends. Closing at once would make TCP reset the connection, and
 * clients that send all before they read (Python requests) would never see the answer.
 */
export function linger(
  request: IncomingMessage,
  clock: Clock,
  connection: { readonly broken: boolean; whenBroken(tell: () => void): void },
): Promise<void> {
  if (request.complete || request.destroyed || connection.broken) {
    request.resume();
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const startedAt = clock.now();
    let heardAt = startedAt;
    const hear = (chunk: Buffer) => {
      heardAt = clock.now();
      freeMemory(chunk);
    };
    const stopTimer = clock.every(LINGER_CHECK_MS, () => {
      const now = clock.now();
      if (now - startedAt > LINGER_MS || now - heardAt > LINGER_SILENCE_MS) finish();
    });
    const finish = () => {
      stopTimer();
      request.off('data', hear).off('end', finish).off('error', finish).off('close', finish);
      resolve();
    };
    connection.whenBroken(finish);
    request.on('end', finish).on('error', finish).on('close', finish).on('data', hear).resume();
  });
}
