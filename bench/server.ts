import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Which core runs what is measured; the load runs on the other one. */
const SERVER_CORE = '0';
/** Of Linux on every machine that Node.js runs on. */
const TICKS_PER_SECOND = 100;
const NODE = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const BIN = fileURLToPath(new URL('../bin/gst-intake.js', import.meta.url));

/** One server under measurement: a process of its own, pinned to one core. */
export interface MeasuredServer {
  readonly url: string;
  readonly stdout: string;
  /** From spawning the process to its line `listening on …`. */
  readonly startMs: number;
  readonly pid: number;
  rssMb(): number;
  /** Processor time of it so far, its threads included. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** Our server on this data directory, started as an installed command is: by the first line of its file. */
export function startOurs(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<MeasuredServer> {
  return start([BIN, 'serve', '--port', '0', '--data-dir', dataDir], env);
}

/** A peer: a script of `bench/peers`. */
export function startPeer(script: string, args: string[] = [], env: Readonly<Record<string, string>> = {}) {
  return start([NODE, fileURLToPath(new URL(`./peers/${script}`, import.meta.url)), ...args], env);
}

async function start(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<MeasuredServer> {
  const began = performance.now();
  const child = spawn('taskset', ['-c', SERVER_CORE, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const stdout = await untilListening(child);
  return {
    url: /listening on (\S+)/.exec(stdout)?.[1] ?? '',
    stdout,
    startMs: performance.now() - began,
    pid: child.pid ?? 0,
    rssMb: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1000,
    cpuSeconds() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function untilListening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (/listening on \S+\n/.test(text)) resolve(text);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
}
