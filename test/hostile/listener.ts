import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A port that nobody has a reason to call. */
export interface Listener {
  readonly url: string;
  /** How many connections were made to it. */
  calls(): number;
  close(): Promise<void>;
}

export async function openListener(): Promise<Listener> {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => calls,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
