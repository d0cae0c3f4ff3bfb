import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const BIN = fileURLToPath(new URL('../../bin/gst-intake.js', import.meta.url));
export const NODE = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
const run = promisify(execFile);

/** One server as an operator runs it, seen from outside: a process, a port, a data directory, the command line. */
export interface Installation {
  readonly baseUrl: string;
  /** The token that the first start printed; empty on a database that had a workspace. */
  readonly token: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Runs `gst-intake … --json` on this installation and parses the one value that it prints. */
  admin<T>(...args: string[]): Promise<T>;
  /** The same for a command that prints a list, one value a line. */
  adminList<T>(...args: string[]): Promise<T[]>;
  /** Ends the process by `signal` and resolves with its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

export async function startInstallation(
  options: {
    readonly env?: NodeJS.ProcessEnv;
    readonly dataDir?: string;
    readonly args?: readonly string[];
    /** A program, with its arguments, that starts the server instead of us: strace, faketime. */
    readonly under?: readonly string[];
  } = {},
): Promise<Installation> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'gst-intake-')));
  const env = { ...withoutSettings(process.env), GST_INTAKE_DATA_DIR: dataDir, ...options.env };
  const command = [NODE, BIN, 'serve', '--port', '0', ...(options.args ?? [])];
  const [program = NODE, ...args] = [...(options.under ?? []), ...command];
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const baseUrl = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const url = /^gst-intake listening on (\S+)$/m.exec(stdout)?.[1];
      if (url !== undefined) resolve(url);
    });
    void exited.then((code) => reject(new Error(`serve ended with ${code}:\n${stdout}${stderr}`)));
  });

  async function printed(args: readonly string[]): Promise<string> {
    return (await run(NODE, [BIN, ...args, '--json'], { env })).stdout;
  }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    child.kill(signal);
    return exited;
  }

  return {
    baseUrl,
    token: /\bgst_tok_[\w-]+/.exec(stdout)?.[0] ?? '',
    dataDir,
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    admin: async (...args) => JSON.parse(await printed(args)),
    adminList: async (...args) =>
      (await printed(args))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    stop,
    async remove() {
      if (child.exitCode === null && child.signalCode === null) await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The test's own environment must not leak settings into the server it starts. */
export function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(GST_INTAKE|OTEL)_/.test(name)),
  );
}
