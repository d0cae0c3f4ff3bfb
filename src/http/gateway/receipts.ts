import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../../errors.ts';
import { bodyIncomplete, type IncomingBody } from '../../uploads/land.ts';
import type { Clock } from '../../uploads/pace.ts';
import { openRequestBody } from './requestBody.ts';

const DRAIN_CHECK_MS = 100;

/** One PUT on its way in. */
export interface Receipt {
  body(declaredBytes: number | undefined): IncomingBody;
  /** Says how many bytes came. */
  close(): number;
}

interface Running {
  readonly socket: Duplex;
  body: ReturnType<typeof openRequestBody> | undefined;
}

/** The PUTs that are coming in now, so that a broken connection and a shutdown reach them. */
export function createReceipts(clock: Clock) {
  const running = new Set<Running>();
  let draining = false;

  return {
    assertAccepting(): void {
      if (draining) throw shuttingDown();
    },
    open(request: IncomingMessage): Receipt {
      const entry: Running = { socket: request.socket, body: undefined };
      running.add(entry);
      return {
        body(declaredBytes) {
          entry.body = openRequestBody(request, declaredBytes);
          return entry.body;
        },
        close() {
          running.delete(entry);
          entry.body?.close();
          return entry.body?.receivedBytes ?? 0;
        },
      };
    },
    /** True when the error broke a body that is being received: its PUT then answers. */
    breakOff(error: Error, socket: Duplex): boolean {
      // A client may send its next request before the answer: the body that broke is the last one of its socket.
      const body = [...running].findLast((entry) => entry.socket === socket)?.body;
      if (body === undefined || !socket.writable) return false;
      body.cut(bodyIncomplete(body.receivedBytes, undefined, error));
      return true;
    },
    count: (): number => running.size,
    async drain(deadlineMs: number): Promise<void> {
      draining = true;
      const startedAt = clock.now();
      if (running.size === 0) return;
      await new Promise<void>((resolve) => {
        const stopTimer = clock.every(DRAIN_CHECK_MS, () => {
          const late = clock.now() - startedAt >= deadlineMs;
          if (late) for (const { body } of running) body?.cut(shuttingDown());
          if (!late && running.size > 0) return;
          stopTimer();
          resolve();
        });
      });
    },
  };
}

function shuttingDown(): AppError {
  return new AppError(
    'unavailable',
    'The server is shutting down. Nothing of this request was stored; send it again in a moment.',
  );
}
