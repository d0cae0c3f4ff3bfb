import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineLine } from './machine.ts';
import { putMebibytes } from './putBytes.ts';
import { type MeasuredServer, startOurs, startPeer } from './server.ts';

/**
 * One PUT of 1 GiB to the gateway, onto disk and onto an S3 that keeps nothing: processor time of the server, and its
 * memory. The server is on one core, the client and the S3 on the other.
 *
 *   node bench/bucketPut.ts [--mib 1024] [--rounds 3]
 */
const flag = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const mib = flag('mib', 1024);
const rounds = flag('rounds', 3);
const RSS_EVERY_MS = 50;
const directory = mkdtempSync(join(tmpdir(), 'gst-intake-bench-'));
execFileSync('taskset', ['-acp', '1', String(process.pid)]);

async function urlOf({ url, stdout }: MeasuredServer): Promise<string> {
  const token = /gst_tok_[\w-]+/.exec(stdout)?.[0] ?? '';
  const answer = await fetch(`${url}/integration/v1/generatePreSign/sales?fileName=bench.csv`, {
    headers: { 'x-cleartax-auth-token': token, fileContentType: 'CSV' },
  });
  return ((await answer.json()) as { preSignedS3Url: string }).preSignedS3Url;
}

async function measure(name: string, env: Readonly<Record<string, string>>): Promise<string> {
  const server = await startOurs(join(directory, name), env);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const idleRssMb = server.rssMb();
  let peakRssMb = idleRssMb;
  const rates: number[] = [];
  const processor: number[] = [];
  const sampling = setInterval(() => {
    peakRssMb = Math.max(peakRssMb, server.rssMb());
  }, RSS_EVERY_MS);
  // The first one warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const url = await urlOf(server);
    const before = server.cpuSeconds();
    const seconds = await putMebibytes(url, mib);
    if (round === 0) continue;
    rates.push(mib / seconds);
    processor.push(((server.cpuSeconds() - before) * 1024) / mib);
  }
  clearInterval(sampling);
  await server.stop();
  const cells = [median(rates).toFixed(0), median(processor).toFixed(2), idleRssMb.toFixed(0)];
  return `| ${name} | ${cells.join(' | ')} | ${peakRssMb.toFixed(0)} |`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const bucket = await startPeer('nullS3.ts');
execFileSync('taskset', ['-acp', '1', String(bucket.pid)]);
const rows = [
  await measure('disk', {}),
  await measure('bucket', {
    GST_INTAKE_S3_BUCKET: 'null-bucket',
    GST_INTAKE_S3_ENDPOINT: bucket.url,
    GST_INTAKE_S3_FORCE_PATH_STYLE: 'true',
    GST_INTAKE_S3_ACCESS_KEY_ID: 'NULL',
    GST_INTAKE_S3_SECRET_ACCESS_KEY: 'a secret of the bench',
  }),
];
await bucket.stop();
rmSync(directory, { recursive: true, force: true });
process.stdout.write(
  [
    machineLine(),
    '',
    `| PUT of ${mib} MiB, median of ${rounds} | MiB/s | processor seconds per GiB | RSS idle, MB | RSS peak, MB |`,
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n'),
);
