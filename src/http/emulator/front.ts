import type { IncomingMessage, ServerResponse } from 'node:http';
import { callOf, workspaceInPath } from '../../emulator/calls.ts';
import { disguise, holdBody, loseAnswer } from '../../emulator/disguise.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { type Call, type Forced, parseHeader } from '../../emulator/outcomes.ts';
import { AppError } from '../../errors.ts';
import { problemOf } from '../native/problem.ts';
import { withoutPrefix } from '../pathPrefix.ts';
import { answerReplayed } from './replaying.ts';
import { assertNoStranger } from './strangers.ts';
import { tap } from './wiretap.ts';

export const MODE_HEADER = 'x-gst-intake-mode';
export const MODE = 'emulator';
const SWITCH_HEADER = 'x-gst-intake-emulate';
const SLOW_MS = 5_000;
const QUIET_CHECK_MS = 10;
/** A client that does not go on sending its body holds a reset up no longer. */
const LONGEST_QUIET_MS = 5_000;
const OWN = /^\/emulator\//;
/** What is asked about the server itself and not of it. */
const ASIDE =
  /^\/(?:emulator\/|healthz$|readyz$|metrics$|openapi\.json$|assets\/|imports(?:[/?]|$)|sign-in(?:\?|$)|favicon\.svg$|licences\.txt$|$)/;

export interface Front {
  /** Every request comes by here; `next` hands it to whoever answers such requests. */
  handle(request: IncomingMessage, response: ServerResponse, next: () => void): void;
  /** Runs `work` while no request is being answered; those that come meanwhile wait. */
  quietly<T>(work: () => Promise<T>): Promise<T>;
}

export interface FrontDeps {
  readonly emulator: Emulator;
  readonly pathPrefix: string;
  readonly baseUrl: string;
  readonly maxUploadBytes: number;
  /** Of web pages that may use it, beside those of this machine. */
  readonly origins: readonly string[];
  readonly requestId: (request: IncomingMessage) => string;
  /** Whose token or secret came with it. */
  readonly workspaceOf: (request: IncomingMessage) => Promise<string | undefined>;
  readonly onError: (error: unknown) => void;
}

interface Incoming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: string;
  readonly next: () => void;
}

/** What stands between a client and the server that is emulated: it records, replays and forces outcomes. */
export function createFront(deps: FrontDeps): Front {
  const { emulator, pathPrefix, baseUrl } = deps;
  let running = 0;
  let quiet: Promise<unknown> | undefined;

  async function take(incoming: Incoming): Promise<void> {
    const { request, response, target } = incoming;
    if (emulator.replay !== undefined) return answerReplayed(emulator.replay, { ...incoming, baseUrl });
    const call = callOf(request.method ?? '', target);
    const keep = emulator.recordings.begin();
    if (keep !== undefined) {
      const at = new Date(emulator.clock.now()).toISOString();
      tap({ request, response, target, baseUrl }, (sent, answer) =>
        keep({ at, call: call ?? 'other', request: sent, response: answer }),
      );
    }
    // Not before listening in: the parser goes on with the body at once.
    await quiet;
    running += 1;
    response.once('close', () => {
      running -= 1;
    });
    const forced = await forcedFor(call, incoming);
    if (forced === undefined) incoming.next();
    else await force(forced, incoming);
  }

  async function forcedFor(
    call: Call | undefined,
    { request, target }: Incoming,
  ): Promise<Forced | undefined> {
    const header = request.headers[SWITCH_HEADER];
    if (header !== undefined) return parseHeader(call, String(header));
    if (call === undefined) return undefined;
    const workspace = emulator.switchboard.asksWorkspace(call)
      ? await workspaceOf(call, { request, target })
      : undefined;
    return emulator.switchboard.take(call, workspace);
  }

  async function workspaceOf(call: Call, { request, target }: Pick<Incoming, 'request' | 'target'>) {
    return call === 'put' || call === 'errorFile' ? workspaceInPath(target) : deps.workspaceOf(request);
  }

  async function force(forced: Forced, { request, response, next }: Incoming): Promise<void> {
    const { outcome, afterMs } = forced;
    if (outcome === 'slow') await pause(afterMs ?? SLOW_MS);
    if (outcome === 'connection_reset') {
      request.socket.resetAndDestroy();
      return;
    }
    if (outcome === 'answer_lost') loseAnswer(request, response);
    if (outcome === 'too_slow') holdBody(request, response);
    disguise(request, forced, deps.maxUploadBytes);
    // A forced outcome is of one request, whoever else has the same switch.
    emulator.scope.run({ ...forced }, next);
  }

  return {
    handle(request, response, next) {
      response.setHeader(MODE_HEADER, MODE);
      const target = withoutPrefix(request.url ?? '', pathPrefix);
      const fail = (error: unknown) => {
        if (!(error instanceof AppError)) deps.onError(error);
        sendProblem(response, { error, requestId: deps.requestId(request) });
      };
      if (OWN.test(target)) {
        try {
          assertNoStranger(request, deps);
        } catch (error) {
          return fail(error);
        }
      }
      if (ASIDE.test(target)) return next();
      take({ request, response, target, next }).catch(fail);
    },
    async quietly(work) {
      const opened = Promise.withResolvers<void>();
      quiet = opened.promise;
      try {
        for (let waited = 0; running > 0 && waited < LONGEST_QUIET_MS; waited += QUIET_CHECK_MS) {
          await pause(QUIET_CHECK_MS);
        }
        return await work();
      } finally {
        quiet = undefined;
        opened.resolve();
      }
    },
  };
}

/** For a switch that makes no sense: whoever wrote it has to mend it, on whatever path it came. */
function sendProblem(
  response: ServerResponse,
  { error, requestId }: { readonly error: unknown; readonly requestId: string },
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = problemOf(error, requestId);
  response
    .writeHead(body.status, {
      'content-type': 'application/problem+json',
      'x-request-id': requestId,
      'x-gst-intake-error': body.code,
      connection: 'close',
    })
    .end(JSON.stringify(body));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
