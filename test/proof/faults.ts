/**
 * The faults of several servers on one PostgreSQL, each proof after the other as a process of its own, and a table at the end.
 *
 *     node test/proof/faults.ts [--goal] [--seed N] [--only NAME]
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PROOFS: readonly (readonly [name: string, fault: string, script: string, ...args: string[]])[] = [
  ['quota', 'R1 quota over two servers', 'quota'],
  ['kill', 'R3 kill -9 while ingesting, PostgreSQL', 'killDuringIngest', '--postgres'],
  ['locks', 'F10 database locked, SQLite and PostgreSQL', 'databaseFaults', '--locks'],
  ['cuts', 'F12 connections cut at commits', 'commitCuts'],
  ['restarts', 'F12 PostgreSQL restarted, killed, cut off', 'databaseRestarts'],
  ['failover', 'F13 failover to a synchronous standby', 'failover'],
  ['drain', 'F17 SIGTERM, twice, and kill -9', 'drain'],
  ['paused', 'F18 a worker stopped for two leases', 'pausedWorker'],
  ['answers', 'F19 lost answers, storms of triggers', 'lostAnswers'],
];

/** @returns the proof's last line */
function run(script: string, args: readonly string[]): Promise<string> {
  const file = fileURLToPath(new URL(`./${script}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    process.stdout.write(text);
  });
  return new Promise((resolve) =>
    child.once('close', (code) => {
      const last = said.trimEnd().split('\n').at(-1) ?? '';
      resolve(
        /^(PROVED|BROKEN)/.test(last) ? last : `BROKEN ${script}: ended with ${code} before its last line`,
      );
    }),
  );
}

const { values } = parseArgs({
  options: { goal: { type: 'boolean' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const passedOn = [
  ...(values.goal === true ? ['--goal'] : []),
  ...(values.seed === undefined ? [] : ['--seed', values.seed]),
];
const lines: string[] = [];
for (const [name, fault, script, ...args] of PROOFS) {
  if (values.only !== undefined && values.only !== name) continue;
  const last = await run(script, [...args, ...passedOn]);
  lines.push(
    `${last.startsWith('PROVED') ? 'ok    ' : 'BROKEN'} ${fault.padEnd(44)} ${last.replace(/^\w+ \w+: /, '')}`,
  );
}
console.log(`\n${lines.join('\n')}`);
process.exitCode = lines.length > 0 && lines.every((line) => line.startsWith('ok')) ? 0 : 1;
