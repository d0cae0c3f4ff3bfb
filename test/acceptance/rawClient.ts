import { once } from 'node:events';
import { connect } from 'node:net';

export interface RawResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** The bytes of a foreign client's request: its own header lines, in its own order and spelling. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  /** The request line's own, byte for byte, where no URL parser may tidy it up; else the URL's. */
  readonly target?: string;
  readonly headerLines: readonly string[];
  /** A list is sent in chunks of these sizes, each in a packet of its own. */
  readonly body?: string | Buffer | readonly Buffer[];
}

/** One exchange on a connection of its own, past every HTTP library. */
export async function exchange({ method, url, target, headerLines, body }: RawRequest): Promise<RawResponse> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  socket.write(
    [`${method} ${target ?? pathname + search} HTTP/1.1`, `Host: ${host}`, ...headerLines, '', ''].join(
      '\r\n',
    ),
  );
  if (Array.isArray(body)) {
    for (const piece of body as readonly Buffer[]) {
      socket.write(`${piece.length.toString(16)}\r\n`);
      socket.write(piece);
      if (!socket.write('\r\n')) await once(socket, 'drain');
    }
    socket.write('0\r\n\r\n');
  } else if (body !== undefined) socket.write(body as string | Buffer);
  let received: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk]);
    const response = parse(received);
    if (response === undefined) continue;
    socket.destroy();
    return response;
  }
  throw new Error(`the connection ended within the answer: ${received.toString('latin1').slice(0, 200)}`);
}

/** Undefined while the answer is not whole. */
function parse(received: Buffer): RawResponse | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [statusLine = '', ...lines] = received.toString('latin1', 0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const rest = received.subarray(end + 4);
  const bytes = headers.has('transfer-encoding')
    ? dechunked(rest)
    : withLength(rest, Number(headers.get('content-length') ?? 0));
  return bytes && { status: Number(statusLine.split(' ')[1]), headers, body: bytes.toString('utf8') };
}

function withLength(rest: Buffer, length: number): Buffer | undefined {
  return rest.length >= length ? rest.subarray(0, length) : undefined;
}

function dechunked(rest: Buffer): Buffer | undefined {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    if (rest.length < lineEnd + 2 + size + 2) return undefined;
    if (size === 0) return Buffer.concat(pieces);
    pieces.push(rest.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
