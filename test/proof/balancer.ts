import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One address in front of several servers: each new connection goes to the next one that takes it. */
export interface Balancer {
  readonly url: string;
  /** Where connections go from now on; those that there are stay. */
  toServers(baseUrls: readonly string[]): void;
  /** Asked before each piece of an answer: whether to end the connection instead of passing it on. */
  onAnswer(drop: () => boolean): void;
  readonly figures: { connections: number; dropped: number };
  close(): Promise<void>;
}

export async function startBalancer(): Promise<Balancer> {
  let targets: readonly URL[] = [];
  let drop: () => boolean = () => false;
  const figures = { connections: 0, dropped: 0 };
  const open = new Set<Socket>();

  async function reach(): Promise<Socket | undefined> {
    figures.connections += 1;
    const first = figures.connections;
    for (let tried = 0; tried < targets.length; tried += 1) {
      const target = targets[(first + tried) % targets.length];
      const upstream = connect(Number(target?.port), target?.hostname);
      const isReached = await new Promise<boolean>((resolve) => {
        upstream.once('connect', () => resolve(true));
        upstream.once('error', () => resolve(false));
      });
      if (isReached) return upstream;
    }
    return undefined;
  }

  const server = createServer({ pauseOnConnect: true }, async (client) => {
    const upstream = await reach();
    if (upstream === undefined) {
      client.destroy();
      return;
    }
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', cut);
      socket.on('close', () => {
        open.delete(socket);
        cut();
      });
    }
    client.pipe(upstream);
    client.resume();
    upstream.on('data', (chunk) => {
      if (!drop()) return client.write(chunk);
      figures.dropped += 1;
      return cut();
    });
    upstream.on('end', () => client.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    figures,
    toServers(baseUrls) {
      targets = baseUrls.map((baseUrl) => new URL(baseUrl));
    },
    onAnswer(chosen) {
      drop = chosen;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
