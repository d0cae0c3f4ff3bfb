import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * How a commit is cut off: `before` PostgreSQL hears of it, `while` it is on its way and may be done or not, `after` it was
 * done and before anybody is told.
 */
export type Cut = 'before' | 'while' | 'after';

/** Between a program and PostgreSQL: cuts connections at commits, and moves on to another server. */
export interface PostgresProxy {
  /** The same database, by way of the proxy. */
  through(url: string): string;
  /** Asked at each commit, of a transaction or of a statement alone, with the statements that it commits. */
  onCommit(decide: (statements: readonly string[]) => Cut | undefined): void;
  /** New connections go to that server from now on. */
  moveTo(url: string): void;
  /** Ends every connection now. */
  cutAll(): void;
  readonly figures: { connections: number; commits: number; cuts: number };
  close(): Promise<void>;
}

const CHANGE = /^\s*(insert|update|delete|with)\b/i;

export async function startPostgresProxy(url: string): Promise<PostgresProxy> {
  let target = new URL(url);
  let decide: (statements: readonly string[]) => Cut | undefined = () => undefined;
  const figures = { connections: 0, commits: 0, cuts: 0 };
  const open = new Set<() => void>();

  const server = createServer((client) => {
    figures.connections += 1;
    const upstream = connect(Number(target.port), target.hostname);
    const cut = () => {
      open.delete(cut);
      client.destroy();
      upstream.destroy();
    };
    open.add(cut);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', cut);
      socket.on('close', cut);
    }
    relay({
      client,
      upstream,
      cut() {
        figures.cuts += 1;
        cut();
      },
      decide(statements) {
        figures.commits += 1;
        return decide(statements);
      },
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    figures,
    through(to) {
      const through = new URL(to);
      through.host = `127.0.0.1:${port}`;
      return through.href;
    },
    onCommit(chosen) {
      decide = chosen;
    },
    moveTo(to) {
      target = new URL(to);
    },
    cutAll() {
      for (const cut of [...open]) cut();
    },
    async close() {
      for (const cut of [...open]) cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Relay {
  readonly client: Socket;
  readonly upstream: Socket;
  cut(): void;
  decide(statements: readonly string[]): Cut | undefined;
}

/** Message by message, https://www.postgresql.org/docs/current/protocol-message-formats.html. */
function relay({ client, upstream, cut, decide }: Relay): void {
  const prepared = new Map<string, string>();
  let statements: string[] = [];
  let isInTransaction = false;
  let due: Cut | undefined;

  function sent(type: string, body: Buffer): boolean {
    const statement = statementOf(type, body, prepared);
    if (statement === undefined) return true;
    if (/^begin\b/i.test(statement)) isInTransaction = true;
    const isCommit = /^commit\b/i.test(statement);
    if (!isCommit) statements.push(statement);
    if (!isCommit && (isInTransaction || !CHANGE.test(statement))) return true;
    due = decide(statements);
    return due !== 'before';
  }

  function answered(type: string, body: Buffer): boolean {
    if (type === 'Z' && body.toString('latin1') === 'I') {
      statements = [];
      isInTransaction = false;
    }
    if (type !== 'C' || due !== 'after') return true;
    const tag = body.toString('latin1');
    return isInTransaction ? !tag.startsWith('COMMIT') : !/^(INSERT|UPDATE|DELETE|SELECT)/.test(tag);
  }

  eachMessage(client, { untyped: 1 }, (type, body, whole) => {
    if (!sent(type, body)) return cut();
    upstream.write(whole);
    if (due === 'while') upstream.end(cut);
  });
  eachMessage(upstream, { untyped: 0 }, (type, body, whole) => {
    if (answered(type, body)) client.write(whole);
    else cut();
  });
}

/** What a message has PostgreSQL run, if anything. */
function statementOf(type: string, body: Buffer, prepared: Map<string, string>): string | undefined {
  const text = (from: number) => body.toString('utf8', from, body.indexOf(0, from));
  if (type === 'Q') return text(0);
  if (type === 'P') prepared.set(text(0), text(body.indexOf(0) + 1));
  if (type !== 'B') return undefined;
  return prepared.get(text(body.indexOf(0) + 1));
}

/** @param untyped how many messages come first that have a length and no type: the start-up packet */
function eachMessage(
  socket: Socket,
  { untyped }: { readonly untyped: number },
  take: (type: string, body: Buffer, whole: Buffer) => void,
): void {
  let rest = Buffer.alloc(0);
  let withoutType = untyped;
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const typeBytes = withoutType > 0 ? 0 : 1;
      if (rest.length < typeBytes + 4) return;
      const end = typeBytes + rest.readUInt32BE(typeBytes);
      if (rest.length < end) return;
      const type = rest.toString('latin1', 0, typeBytes);
      const [whole, body] = [rest.subarray(0, end), rest.subarray(typeBytes + 4, end)];
      rest = rest.subarray(end);
      withoutType = Math.max(0, withoutType - 1);
      take(type, body, whole);
    }
  });
}
