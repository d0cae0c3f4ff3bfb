import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPresigner } from '../src/sigv4/presign.ts';
import { createSigningKeys } from '../src/sigv4/signingKey.ts';
import { fsyncLatency, machineLine } from './machine.ts';
import { CONTENT_TYPE, putMebibytes } from './putBytes.ts';
import { type MeasuredServer, startOurs, startPeer } from './server.ts';

/**
 * P6: one PUT of 1 GiB to the gateway, beside a bare `node:http` handler that does the same work (SHA-256, fdatasync,
 * fsync of the directory) and beside `@20minutes/s3rver`. Each server is a process of its own on one core, the client
 * is on the other; rounds are interleaved and the medians compared.
 *
 *   node bench/gateway.ts [--mib 1024] [--rounds 5] [--json]
 */
const flag = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const mib = flag('mib', 1024);
const rounds = flag('rounds', 5);
const MIB = 1024 * 1024;
const RSS_EVERY_MS = 50;

interface Contender {
  readonly name: string;
  readonly server: MeasuredServer;
  readonly files: string;
  nextUrl(round: number): Promise<string>;
  readonly idleRssMb: number;
  readonly mibPerSecond: number[];
  peakRssMb: number;
}

const directory = mkdtempSync(join(tmpdir(), 'gst-intake-bench-'));
const contenders: Contender[] = [];
execFileSync('taskset', ['-acp', '1', String(process.pid)]);

async function enter(
  name: string,
  start: (files: string) => Promise<MeasuredServer>,
  urlsOf: (server: MeasuredServer) => Contender['nextUrl'],
): Promise<void> {
  const files = join(directory, name.replaceAll(/\W/g, ''));
  mkdirSync(files);
  const server = await start(files);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const idleRssMb = server.rssMb();
  contenders.push({
    name,
    server,
    files,
    nextUrl: urlsOf(server),
    idleRssMb,
    mibPerSecond: [],
    peakRssMb: idleRssMb,
  });
}

await enter('gst-intake gateway', startOurs, ({ url, stdout }) => {
  const token = /gst_tok_[\w-]+/.exec(stdout)?.[0] ?? '';
  return async () => {
    const answer = await fetch(`${url}/integration/v1/generatePreSign/sales?fileName=bench.csv`, {
      headers: { 'x-cleartax-auth-token': token, fileContentType: 'CSV' },
    });
    const { preSignedS3Url } = (await answer.json()) as { preSignedS3Url: string };
    return preSignedS3Url;
  };
});
await enter(
  'bare node:http',
  (files) => startPeer('barePut.ts', [files]),
  ({ url }) =>
    async (round) =>
      `${url}/${round}`,
);
await enter(
  '@20minutes/s3rver',
  (files) => startPeer('s3rver.ts', [files]),
  ({ url }) => {
    const presign = createPresigner({ signingKeys: createSigningKeys() });
    return async (round) =>
      presign({
        method: 'PUT',
        origin: url,
        path: `/bench/object${round}`,
        signedHeaders: { 'content-type': CONTENT_TYPE },
        credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
        region: 'us-east-1',
        now: Date.now(),
        expiresInSeconds: 600,
      });
  },
);

function removeObjects(files: string): void {
  for (const path of readdirSync(files, { recursive: true, encoding: 'utf8' })) {
    const file = join(files, path);
    const facts = statSync(file, { throwIfNoEntry: false });
    if (facts?.isFile() === true && facts.size === mib * MIB) rmSync(file);
  }
  execFileSync('sync');
}

// Round 0 warms up and is not counted. Each round begins with another one: the first pays for what the last left behind.
for (let round = 0; round <= rounds; round += 1) {
  const first = round % contenders.length;
  for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
    const url = await contender.nextUrl(round);
    const sampling = setInterval(() => {
      contender.peakRssMb = Math.max(contender.peakRssMb, contender.server.rssMb());
    }, RSS_EVERY_MS);
    const seconds = await putMebibytes(url, mib);
    clearInterval(sampling);
    if (round > 0) contender.mibPerSecond.push(mib / seconds);
    removeObjects(contender.files);
  }
}
const fsync = fsyncLatency(directory);
for (const { server } of contenders) await server.stop();
rmSync(directory, { recursive: true, force: true });

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const bare = median(contenders[1]?.mibPerSecond ?? []);
const rows = contenders.map(({ name, mibPerSecond, idleRssMb, peakRssMb }) => ({
  name,
  mibPerSecond: Math.round(median(mibPerSecond)),
  lowest: Math.round(Math.min(...mibPerSecond)),
  highest: Math.round(Math.max(...mibPerSecond)),
  ofBare: Number((median(mibPerSecond) / bare).toFixed(2)),
  idleRssMb: Math.round(idleRssMb),
  peakRssMb: Math.round(peakRssMb),
}));

if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ machine: machineLine(), mib, rounds, fsync, rows })}\n`);
} else {
  process.stdout.write(
    [
      `${machineLine()}; fsync of a page: median ${fsync.medianMs.toFixed(2)} ms, p99 ${fsync.p99Ms.toFixed(2)} ms`,
      '',
      `| PUT of ${mib} MiB, ${rounds} rounds | MiB/s, median | lowest to highest | of bare | RSS idle, MB | RSS peak, MB |`,
      '|---|---|---|---|---|---|',
      ...rows.map(
        (row) =>
          `| ${row.name} | ${row.mibPerSecond} | ${row.lowest} to ${row.highest} | ${row.ofBare} | ${row.idleRssMb} | ${row.peakRssMb} |`,
      ),
      '',
    ].join('\n'),
  );
}
