import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresChoices, startPostgres } from '../test/db/postgresServer.ts';
import { type LoadResult, load } from './load.ts';
import { fsyncLatency, machineLine } from './machine.ts';
import { type MeasuredServer, startOurs, startPeer } from './server.ts';

/**
 * P2, P3, P4: `GET generatePreSign` with everything on, 64 connections, beside Fastify answering a constant and
 * beside what people write today. Rounds are interleaved, so that a machine whose speed drifts is fair to all.
 *
 *   node bench/endpoint.ts [--seconds 8] [--rounds 3] [--postgres] [--json]
 */
const flag = (name: string, fallback: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const seconds = Number(flag('seconds', '8'));
const rounds = Number(flag('rounds', '3'));
const CONNECTIONS = 64;

interface Contender {
  readonly name: string;
  readonly server: MeasuredServer;
  readonly idleRssMb: number;
  readonly results: LoadResult[];
  peakRssMb: number;
}

const directory = mkdtempSync(join(tmpdir(), 'gst-intake-bench-'));
const contenders: Contender[] = [];
let token = '';

async function enter(name: string, server: MeasuredServer): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1500));
  contenders.push({ name, server, idleRssMb: server.rssMb(), results: [], peakRssMb: 0 });
}

const ours = await startOurs(join(directory, 'sqlite'));
token = /gst_tok_[\w-]+/.exec(ours.stdout)?.[0] ?? '';
await enter('gst-intake on SQLite', ours);
const tokens = new Map([[ours.url, token]]);
const [choice] = process.argv.includes('--postgres') ? await postgresChoices() : [];
const postgres = choice === undefined ? undefined : await startPostgres(choice);
if (postgres !== undefined) {
  const onPostgres = await startOurs(join(directory, 'postgres'), {
    GST_INTAKE_DATABASE_URL: await postgres.createDatabase(),
    GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTIBENCHBENCHBENCH1',
    GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'bench-bench-bench-bench-bench-bench-bench',
  });
  tokens.set(onPostgres.url, /gst_tok_[\w-]+/.exec(onPostgres.stdout)?.[0] ?? '');
  await enter('gst-intake on PostgreSQL', onPostgres);
}
await enter('Fastify, a constant', await startPeer('constant.ts'));
await enter('Express + AWS SDK + SQLite', await startPeer('express.ts', [directory], { BENCH_TOKEN: token }));

for (let round = 0; round < rounds; round += 1) {
  for (const contender of contenders) {
    contender.results.push(await measure(contender.server, seconds));
    contender.peakRssMb = Math.max(contender.peakRssMb, contender.server.rssMb());
  }
}
await Promise.all(contenders.map(({ server }) => server.stop()));
await postgres?.stop();
const fsync = fsyncLatency(directory);
rmSync(directory, { recursive: true });
report();

function measure(server: MeasuredServer, duration: number): Promise<LoadResult> {
  return load({
    url: `${server.url}/integration/v1/generatePreSign/sales?fileName=Sales%20April.xlsx`,
    headers: { 'x-cleartax-auth-token': tokens.get(server.url) ?? token, fileContentType: 'XLSX' },
    connections: CONNECTIONS,
    seconds: duration,
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function report(): void {
  const rows = contenders.map(({ name, results, idleRssMb, peakRssMb }) => ({
    name,
    requestsPerSecond: Math.round(median(results.map((each) => each.requestsPerSecond))),
    p50Ms: median(results.map((each) => each.p50Ms)),
    p99Ms: median(results.map((each) => each.p99Ms)),
    errors: results.reduce((sum, each) => sum + each.errors, 0),
    idleRssMb: Math.round(idleRssMb),
    peakRssMb: Math.round(peakRssMb),
  }));
  const tool = contenders[0]?.results[0]?.tool ?? '';
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ machine: machineLine(), tool, fsync, rows })}\n`);
    return;
  }
  const yardstick = rows.find(({ name }) => name.startsWith('Fastify'))?.requestsPerSecond ?? 1;
  process.stdout.write(
    `${machineLine()}\nload: ${tool}, ${CONNECTIONS} connections, median of ${rounds} × ${seconds} s; ` +
      `fsync of a page: median ${fsync.medianMs.toFixed(2)} ms, p99 ${fsync.p99Ms.toFixed(2)} ms\n\n` +
      '| | requests/s | of the constant | p50 ms | p99 ms | errors | RSS idle MB | RSS peak MB |\n|---|---|---|---|---|---|---|---|\n',
  );
  for (const row of rows) {
    const ratio = (row.requestsPerSecond / yardstick).toFixed(2);
    process.stdout.write(
      `| ${row.name} | ${row.requestsPerSecond} | ${ratio} | ${row.p50Ms.toFixed(2)} | ${row.p99Ms.toFixed(2)} | ${row.errors} | ${row.idleRssMb} | ${row.peakRssMb} |\n`,
    );
  }
}
