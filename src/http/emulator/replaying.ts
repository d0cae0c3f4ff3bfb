import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Body, withBaseUrl } from '../../emulator/conversation.ts';
import type { Difference, Replay, Replayed } from '../../emulator/replay.ts';
import { createBodyGatherer, requestFacts } from './wiretap.ts';

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: string;
  readonly baseUrl: string;
}

/** Answers as the recording has it, or tells where the client began to do otherwise. */
export async function answerReplayed(replay: Replay, asked: Asked): Promise<void> {
  const { request, response, target, baseUrl } = asked;
  const { isFile, ...facts } = requestFacts(request, target);
  const gatherer = createBodyGatherer({ isFile });
  if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
  for await (const chunk of request) gatherer.add(chunk as Uint8Array);
  send(response, replay.next({ ...facts, body: gatherer.body(baseUrl) }), {
    name: replay.report().name,
    baseUrl,
  });
}

function send(
  response: ServerResponse,
  replayed: Replayed,
  { name, baseUrl }: { readonly name: string; readonly baseUrl: string },
): void {
  response.setHeader('x-gst-intake-replay', name);
  if ('difference' in replayed) {
    sendDifference(response, name, replayed.difference);
    return;
  }
  const { answer } = replayed;
  if (answer === null) {
    response.socket?.resetAndDestroy();
    return;
  }
  const body = bytesOf(answer.body, baseUrl);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.byteLength }).end(body);
}

function sendDifference(response: ServerResponse, name: string, difference: Difference): void {
  const problem = {
    type: 'urn:gst-intake:replay_differs',
    title: 'Not as recorded',
    status: 409,
    detail: `Request ${difference.request} is not the one that the recording '${name}' has there: its ${difference.what} differs.`,
    code: 'conflict',
    difference,
  };
  response
    .writeHead(409, { 'content-type': 'application/problem+json', 'x-gst-intake-error': 'conflict' })
    .end(JSON.stringify(problem));
}

/** Of what is too long to have been kept nothing is left to send. */
function bytesOf(body: Body | null, baseUrl: string): Buffer {
  if (body === null || 'sha256' in body) return Buffer.alloc(0);
  return 'text' in body ? Buffer.from(withBaseUrl(body.text, baseUrl)) : Buffer.from(body.base64, 'base64');
}
