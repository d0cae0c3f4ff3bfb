import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilAllEnded } from './activityTimes.ts';
import { trigger, upload } from './clearCalls.ts';
import { startIngestServer } from './ingestServer.ts';
import { machineLine } from './machine.ts';
import { cpuBetween, treeCpuSeconds } from './processTree.ts';
import { writeRegister } from './registers/write.ts';

/**
 * P13: two registers of two companies on one PostgreSQL, by one worker and by two, in turn.
 *
 *   node bench/workers.ts [--lines 500000] [--rounds 2] [--json]
 */
const flag = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1] ?? fallback);
};
const lines = flag('lines', 500_000);
const rounds = flag('rounds', 2);

const directory = mkdtempSync(join(tmpdir(), 'gst-intake-bench-'));
const files = [0, 1].map((place) => {
  const file = join(directory, `register-${place}.csv`);
  writeRegister(file, { register: 'sales', lines, seed: 21 + place, plantOneIn: 50, width: 'usual' });
  return file;
});
const seconds: Record<number, number[]> = { 1: [], 2: [] };
const busyCores: Record<number, number[]> = { 1: [], 2: [] };
for (let round = 0; round < rounds; round += 1) {
  for (const workers of [1, 2]) {
    const run = await bothFiles(workers);
    seconds[workers]?.push(run.seconds);
    busyCores[workers]?.push(run.busyCores);
  }
}
rmSync(directory, { recursive: true });
const least = (workers: number) => Math.min(...(seconds[workers] ?? []));
const ratio = least(1) / least(2);
process.stdout.write(
  process.argv.includes('--json')
    ? `${JSON.stringify({ machine: machineLine(), lines, seconds, busyCores, ratio })}\n`
    : `${machineLine()}\n\n| two files of ${lines} lines, PostgreSQL | best of ${rounds}, s | cores busy, of all processes |\n|---|---|---|\n` +
        [1, 2]
          .map(
            (workers) =>
              `| ${workers} worker${workers === 1 ? '' : 's'} | ${least(workers).toFixed(1)} | ${Math.max(...(busyCores[workers] ?? [])).toFixed(2)} |\n`,
          )
          .join('') +
        `\nTwo workers are ${ratio.toFixed(2)} times as fast as one.\n`,
);

/** From the first trigger to the end of the second file. */
async function bothFiles(workers: number): Promise<{ seconds: number; busyCores: number }> {
  const server = await startIngestServer('PostgreSQL', workers);
  const tokens = await server.addWorkspaces(2);
  const ready: { token: string; url: string }[] = [];
  for (const [place, token] of tokens.entries()) {
    const url = await upload({ baseUrl: server.baseUrl, token }, 'sales', files[place] ?? '');
    ready.push({ token, url });
  }
  const before = treeCpuSeconds(process.pid);
  const since = Date.now();
  for (const { token, url } of ready) await trigger({ baseUrl: server.baseUrl, token }, 'sales', url);
  const ended = await untilAllEnded(server.activities, since);
  const spent = cpuBetween(before, treeCpuSeconds(process.pid));
  await server.remove();
  if (ended.some(({ state }) => state !== 'completed')) throw new Error('a register was not completed');
  const took = ((ended.at(-1)?.endedAt ?? since) - since) / 1000;
  return { seconds: took, busyCores: Object.values(spent).reduce((sum, each) => sum + each, 0) / took };
}
