import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { presign, putFile, statusOf } from '../calls.ts';
import type { Proof } from '../prove.ts';
import type { Ground } from './ground.ts';

const SILENCE_MS = 1_500;

/** The head of a request whose body hides another one, and how the two ends may be made to disagree about its length. */
interface Disguise {
  readonly name: string;
  readonly headers: readonly string[];
  /** @param hidden a whole second request */
  body(hidden: string): string;
}

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

const DISGUISES: readonly Disguise[] = [
  {
    name: 'CL.TE',
    headers: ['Content-Length: 5', 'Transfer-Encoding: chunked'],
    body: (hidden) => `0\r\n\r\n${hidden}`,
  },
  {
    name: 'TE.CL',
    headers: ['Transfer-Encoding: chunked', 'Content-Length: 4'],
    body: (hidden) => `${chunk(hidden)}0\r\n\r\n`,
  },
  { name: 'two lengths', headers: ['Content-Length: 0', 'Content-Length: 400'], body: (hidden) => hidden },
  { name: 'a length with a sign', headers: ['Content-Length: +0'], body: (hidden) => hidden },
  { name: 'a length in hexadecimal', headers: ['Content-Length: 0x0'], body: (hidden) => hidden },
  { name: 'lengths in a list', headers: ['Content-Length: 0, 400'], body: (hidden) => hidden },
  ...[
    'Transfer-Encoding : chunked',
    'Transfer-Encoding: xchunked',
    'Transfer-Encoding: chunked, identity',
    'Transfer-Encoding: identity, chunked',
    'Transfer-Encoding:\tchunked',
    'Transfer-Encoding:\u000bchunked',
    'Transfer-Encoding: "chunked"',
    'Transfer-Encoding:\r\n chunked',
    'X: a\nTransfer-Encoding: chunked',
    'Transfer_Encoding: chunked',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
  ].map(
    (header): Disguise => ({
      name: JSON.stringify(header),
      headers: [header, 'Content-Length: 5'],
      body: (hidden) => `0\r\n\r\n${hidden}`,
    }),
  ),
  {
    name: 'a chunk longer than it says',
    headers: ['Transfer-Encoding: chunked'],
    body: (hidden) => `1\r\nab\r\n0\r\n\r\n${hidden}`,
  },
  {
    name: 'a chunk of overflowing length',
    headers: ['Transfer-Encoding: chunked'],
    body: (hidden) => `10000000000000000\r\n${hidden}`,
  },
  {
    name: 'an extension that ends the chunk for some',
    headers: ['Transfer-Encoding: chunked'],
    body: (hidden) => `5;a\n\r\nabcde\r\n0\r\n\r\n${hidden}`,
  },
  {
    name: 'a trailer that claims a length',
    headers: ['Transfer-Encoding: chunked'],
    body: (hidden) => `0\r\nContent-Length: 400\r\n\r\n${hidden}`,
  },
  {
    name: 'an upgrade',
    headers: ['Connection: upgrade', 'Upgrade: h2c', 'Content-Length: 400'],
    body: (hidden) => hidden,
  },
  { name: 'a length that lies', headers: ['Content-Length: 4000'], body: (hidden) => hidden },
];

/**
 * Threat 18 through a proxy. What follows a request on its connection may be the same client's next one: then the proxy has
 * passed it on as a request of its own and answered it. A request that was run and never answered was smuggled.
 */
export async function smugglesNothing(ground: Ground, proof: Proof): Promise<string> {
  let pipelined = 0;
  for (const { name, headers, body } of DISGUISES) {
    for (const target of ['/healthz', '/integration/v1/ingest/file/sales', await gatewayTarget(ground)]) {
      const file = `hidden-${name}-${target.length}.csv`;
      const method = target.startsWith('/v1/') ? 'PUT' : 'POST';
      const hidden = hiddenRequest(ground, file);
      const said = await send(ground, `${method} ${target} HTTP/1.1`, { headers, body: body(hidden) });
      const statuses = [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
      const answered = statuses.filter((status) => status !== 100).length;
      const run = ground.issuedNames().filter((issued) => issued === file).length;
      if (run > Math.max(0, answered - 1)) proof.violation(`${name} at ${target}: a hidden request was run`);
      if (statuses.includes(500)) proof.violation(`${name} at ${target} was answered 500`);
      pipelined += run;
      await assertUndisturbed(ground, proof, name);
    }
  }
  return `${DISGUISES.length} ways to smuggle at 3 places: hidden requests run 0 (${pipelined} were the client's own next one)`;
}

function hiddenRequest({ baseUrl, token }: Ground, fileName: string): string {
  return [
    `GET /integration/v1/generatePreSign/sales?fileName=${encodeURIComponent(fileName)} HTTP/1.1`,
    `Host: ${new URL(baseUrl).host}`,
    `x-cleartax-auth-token: ${token}`,
    'fileContentType: CSV',
    '',
    '',
  ].join('\r\n');
}

/** The next callers, on connections of their own, get answers to their own questions. */
async function assertUndisturbed(ground: Ground, proof: Proof, after: string): Promise<void> {
  const { result, url } = await presign(ground, 'honest.csv');
  if (result !== 'CREATED') proof.violation(`after ${after} an honest call was answered ${result}`);
  const status = statusOf(await putFile(url, Buffer.from('honest')));
  if (status !== 200) proof.violation(`after ${after} an honest PUT was answered ${status}`);
}

async function gatewayTarget(ground: Ground): Promise<string> {
  const { pathname, search } = new URL((await presign(ground, 'smuggler.csv')).url);
  return pathname + search;
}

async function send(
  { baseUrl }: Ground,
  requestLine: string,
  { headers, body }: { readonly headers: readonly string[]; readonly body: string },
): Promise<string> {
  const { hostname, port, host } = new URL(baseUrl);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  let answer = '';
  let heardAt = performance.now();
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
    heardAt = performance.now();
  });
  const closed = once(socket, 'close');
  const head = [requestLine, `Host: ${host}`, 'Content-Type: application/vnd.ms-excel', ...headers, '', ''];
  socket.write(head.join('\r\n') + body, 'latin1');
  while (performance.now() - heardAt < SILENCE_MS && !socket.destroyed) await pause(20);
  socket.destroy();
  await closed;
  return answer;
}
