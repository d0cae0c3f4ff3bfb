import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BIN, NODE, withoutSettings } from '../../acceptance/installation.ts';

/** One process of the site, which can be ended in any way and started again in the same place. */
export interface Member {
  readonly name: string;
  readonly pid: number;
  /** @returns its exit code, null after a signal that it did not handle */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  /** Resolves when it is ready to work. */
  start(): Promise<void>;
}

export interface MemberOptions {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its data directory and log are made here. */
  readonly folder: string;
  /** What it writes when it is ready. */
  readonly ready: string;
}

/** A process as on a machine of its own: no folder is shared with another one. */
export async function startMember(options: MemberOptions): Promise<Member> {
  const { name, args, folder, ready } = options;
  const log = join(folder, `${name}.log`);
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  const env = { ...withoutSettings(process.env), ...options.env, GST_INTAKE_DATA_DIR: dataDir };
  let child: ChildProcess;
  async function start(): Promise<void> {
    const output = openSync(log, 'a');
    const before = readFileSync(log, 'utf8').length;
    child = spawn(NODE, [BIN, ...args], { env, stdio: ['ignore', 'pipe', output] });
    // The token of a first start goes where an operator reads it, not into the log.
    child.stdout?.resume();
    while (!readFileSync(log, 'utf8').slice(before).includes(ready)) {
      if (child.exitCode !== null)
        throw new Error(`${name} ended:\n${readFileSync(log, 'utf8').slice(before)}`);
      await pause(50);
    }
  }
  await start();
  return {
    name,
    get pid() {
      return child.pid ?? -1;
    },
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exit = once(child, 'exit');
      child.kill(signal);
      const [code] = await exit;
      return code;
    },
    start,
  };
}
