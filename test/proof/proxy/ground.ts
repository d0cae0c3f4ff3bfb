import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Installation, startInstallation } from '../../acceptance/installation.ts';
import { freePort } from '../../freePort.ts';
import type { FrontProxy, startNginx } from '../frontProxy.ts';
import type { Proof } from '../prove.ts';

/** Two servers on one data directory behind one proxy. */
export interface Ground {
  readonly baseUrl: string;
  readonly token: string;
  readonly dataDir: string;
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly proxy: FrontProxy;
  /** The process on the second place, and another one in its stead. */
  second(): Installation;
  startSecond(): Promise<void>;
  /** Names of the files that URLs were issued for. */
  issuedNames(): string[];
  /** Something that must stand in no log of the proxy. */
  keepSecret(value: string): void;
  assertNothingSecret(proof: Proof): void;
  end(): Promise<void>;
}

const KEY = {
  accessKeyId: 'PROXYPROOF0000000000',
  secretAccessKey: 'a secret only for this proof, made of many characters',
};

export async function openGround(
  folder: string,
  start: typeof startNginx,
  options: {
    readonly publicUrl?: (port: number) => string;
    readonly tls?: Parameters<typeof start>[0]['tls'];
  } = {},
): Promise<Ground> {
  const [port, ...ports] = [await freePort(), await freePort(), await freePort()];
  const baseUrl = options.publicUrl?.(port) ?? `http://127.0.0.1:${port}`;
  const dataDir = join(folder, 'data');
  const env = {
    GST_INTAKE_PUBLIC_URL: baseUrl,
    GST_INTAKE_TRUSTED_PROXIES: '127.0.0.1',
    GST_INTAKE_GATEWAY_ACCESS_KEY_ID: KEY.accessKeyId,
    GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: KEY.secretAccessKey,
  };
  const server = (place: 0 | 1) =>
    startInstallation({
      dataDir,
      env,
      args: ['--port', String(ports[place]), ...(place === 0 ? [] : ['--no-worker'])],
    });
  const first = await server(0);
  let second = await server(1);
  const proxy = await start({
    servers: [`127.0.0.1:${ports[0]}`, `127.0.0.1:${ports[1]}`],
    port,
    folder: join(folder, 'proxy'),
    ...(options.tls === undefined ? {} : { tls: options.tls }),
  });
  const secrets = [first.token, KEY.secretAccessKey, 'X-Amz-Signature'];
  return {
    baseUrl,
    token: first.token,
    dataDir,
    key: KEY,
    proxy,
    second: () => second,
    async startSecond() {
      second = await server(1);
    },
    issuedNames() {
      const database = new DatabaseSync(join(dataDir, 'control.sqlite'), { readOnly: true });
      const rows = database.prepare('SELECT file_name FROM uploads').all();
      database.close();
      return rows.map((row) => String(row['file_name']));
    },
    keepSecret: (value) => void secrets.push(value),
    assertNothingSecret(proof) {
      const logs = proxy.logs();
      if (logs === '') proof.violation(`${proxy.name} has written no log to look through`);
      for (const secret of secrets)
        if (logs.includes(secret)) proof.violation(`${proxy.name}'s logs hold ${secret.slice(0, 16)}…`);
    },
    async end() {
      await proxy.stop();
      for (const each of [second, first])
        if (each.process.exitCode === null && each.process.signalCode === null) await each.stop();
    },
  };
}
