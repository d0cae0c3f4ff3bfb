import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const BIN = new URL('../../bin/gst-intake.js', import.meta.url).pathname;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the real program with nothing in its environment but what is given. */
export function start(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  cwd?: string,
): Started {
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...environment };
  const child = spawn(process.execPath, [BIN, ...argv], { env, cwd, stdio: 'pipe' });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ended = Promise.all([exited, text(child.stdout), text(child.stderr)]).then(
    ([code, stdout, stderr]) => ({ code, stdout, stderr }),
  );
  return { child, ended };
}

export function run(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  stdin: string | Uint8Array = '',
  cwd?: string,
): Promise<Ended> {
  const { child, ended } = start(argv, environment, cwd);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(stdin);
  return ended;
}

export async function temporaryDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'gst-intake-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
