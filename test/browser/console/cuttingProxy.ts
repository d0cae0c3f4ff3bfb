import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';

const EVENTS = /\/activities\/(?:[0-9a-f]{24}\/)?events/;

/** What stands between a user and the server, and spoils it. */
export interface CuttingProxy {
  readonly baseUrl: string;
  /** Where it leads; until it is set every call is refused. */
  leadTo(baseUrl: string): void;
  /** Breaks the streams of events that are open. @returns how many */
  cutEvents(): number;
  /** From now on a stream of events is not so much as begun. */
  refuseEvents(isRefused: boolean): void;
  /** Bodies on their way to the server pass at so many bytes a second; null: as they come. */
  slowDown(bytesPerSecond: number | null): void;
  /** How often each kind of call was made since it was last asked. */
  calls(): { readonly events: number; readonly polls: number };
  close(): Promise<void>;
}

export async function startCuttingProxy(): Promise<CuttingProxy> {
  const streams = new Set<ServerResponse>();
  const state = { target: null as URL | null, refuses: false, rate: null as number | null };
  let seen = { events: 0, polls: 0 };

  function pass(asked: IncomingMessage, answer: ServerResponse): void {
    const isEvents = EVENTS.test(asked.url ?? '');
    if (isEvents) seen = { ...seen, events: seen.events + 1 };
    else if (asked.method === 'GET' && asked.url?.includes('/api/v1/activities')) {
      seen = { ...seen, polls: seen.polls + 1 };
    }
    if (state.target === null || (isEvents && state.refuses)) {
      answer.writeHead(502).end();
      return;
    }
    const { hostname: host, port } = state.target;
    const { url: path, method, headers } = asked;
    const onward = request({ host, port, path, method, headers }, (back) => {
      answer.writeHead(back.statusCode ?? 502, back.rawHeaders);
      back.pipe(answer);
      back.on('error', () => answer.destroy());
    });
    if (isEvents) streams.add(answer);
    onward.on('error', () => answer.destroy());
    answer.on('close', () => {
      streams.delete(answer);
      onward.destroy();
    });
    asked.pipe(throttle(() => state.rate)).pipe(onward);
  }

  const server = createServer(pass);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (baseUrl) => {
      state.target = new URL(baseUrl);
    },
    cutEvents() {
      const open = [...streams];
      for (const stream of open) stream.destroy();
      return open.length;
    },
    refuseEvents: (isRefused) => {
      state.refuses = isRefused;
    },
    slowDown: (bytesPerSecond) => {
      state.rate = bytesPerSecond;
    },
    calls() {
      const since = seen;
      seen = { events: 0, polls: 0 };
      return since;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function throttle(rate: () => number | null): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const bytesPerSecond = rate();
      if (bytesPerSecond === null) done(null, chunk);
      else setTimeout(() => done(null, chunk), (1000 * chunk.length) / bytesPerSecond);
    },
  });
}
