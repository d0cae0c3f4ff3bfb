import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { bodyIncomplete, type IncomingBody } from '../../uploads/land.ts';
import type { Clock } from '../../uploads/pace.ts';
import { shuttingDown } from '../failure.ts';
import { openRequestBody } from './requestBody.ts';

const DRAIN_CHECK_MS = 100;

/** One request from its first line to the end of its answer. */
export interface Receipt {
  /** From now on a shutdown waits for it. */
  startPut(): void;
  body(declaredBytes: number | undefined): IncomingBody;
  endPut(): void;
  readonly receivedBytes: number;
  /** Whether nothing sensible can come on its connection any more. */
  readonly broken: boolean;
  /** Calls `tell` when that happens later. */
  whenBroken(tell: () => void): void;
  close(): void;
}

interface Running {
  readonly socket: Duplex;
  isPut: boolean;
  body: ReturnType<typeof openRequestBody> | undefined;
  /** What the parser said when it lost its way after this request's headers. */
  brokenBy: Error | undefined;
  onBroken: (() => void) | undefined;
}

/** The requests under way, so that a broken connection and a shutdown reach them. */
export function createReceipts(clock: Clock) {
  const running = new Set<Running>();
  let draining = false;

  const countPuts = (): number => [...running].filter(({ isPut }) => isPut).length;

  return {
    assertAccepting(): void {
      if (draining) throw shuttingDown();
    },
    open(request: IncomingMessage): Receipt {
      const entry: Running = {
        socket: request.socket,
        isPut: false,
        body: undefined,
        brokenBy: undefined,
        onBroken: undefined,
      };
      running.add(entry);
      return {
        startPut() {
          entry.isPut = true;
        },
        body(declaredBytes) {
          entry.body = openRequestBody(request, declaredBytes);
          if (entry.brokenBy !== undefined) breakBody(entry);
          return entry.body;
        },
        endPut() {
          entry.isPut = false;
          entry.body?.close();
        },
        get receivedBytes() {
          return entry.body?.receivedBytes ?? 0;
        },
        get broken() {
          return entry.brokenBy !== undefined;
        },
        whenBroken(tell) {
          entry.onBroken = tell;
        },
        close() {
          running.delete(entry);
        },
      };
    },
    /**
     * Takes a parser's error on a connection whose answer is still due here: a second answer, by whoever listens to
     * `clientError`, would run into the first. False when no request of the gateway is under way there.
     */
    breakOff(error: Error, socket: Duplex): boolean {
      // A client may send its next request before the answer: what broke came after the last one.
      const entry = [...running].findLast((candidate) => candidate.socket === socket);
      if (entry === undefined || !socket.writable) return false;
      entry.brokenBy ??= error;
      breakBody(entry);
      entry.onBroken?.();
      return true;
    },
    countPuts,
    async drain(deadlineMs: number): Promise<void> {
      draining = true;
      const startedAt = clock.now();
      if (countPuts() === 0) return;
      await new Promise<void>((resolve) => {
        const stopTimer = clock.every(DRAIN_CHECK_MS, () => {
          const late = clock.now() - startedAt >= deadlineMs;
          if (late) for (const { body } of running) body?.cut(shuttingDown());
          if (!late && countPuts() > 0) return;
          stopTimer();
          resolve();
        });
      });
    },
  };
}

function breakBody({ body, brokenBy }: Running): void {
  body?.cut(bodyIncomplete(body.receivedBytes, undefined, brokenBy));
}
