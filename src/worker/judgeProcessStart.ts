import { type ChildProcess, type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readlinkSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';

/** Where standard input, output and error end; these follow. */
const INPUT_FD = 3;
const SCRATCH_FD = 4;
const STDERR_KEPT = 8_192;
const UNSHARE = '/usr/bin/unshare';

export interface ChildOptions {
  /** For one nameless scratch file a child. */
  readonly scratchDirectory: string;
  /** V8's old space, in MiB. */
  readonly heapMiB: number;
  /** Its parent's own entry otherwise. */
  readonly entry?: string;
  /** The first that works here otherwise. */
  readonly isolation?: Isolation;
}

/** A process that judges files, one at a time, until its input ends. */
export interface RunningChild {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly pid: number;
  readonly scratchFd: number;
  /** Resolves when the process is gone and everything it had is cleared up. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Whether it can be handed a file that was not known at its start: else it is good for one. */
  readonly takesAnyFile: boolean;
  /** How the child comes by the bytes: to be told in the job. */
  handIn(fd: number): { readonly fd: number } | { readonly path: string };
  /** Takes away the name by which it came by the last file. */
  takeBack(): void;
  /** The end of what it wrote on standard error. */
  complaint(): string;
}

let started = 0;
let isolationHere: Isolation | undefined;

/** How children are kept from the network: null where neither works for this user on this host. */
export type Isolation = readonly ['-n'] | readonly ['-r', '-n'] | null;

/**
 * Starts a child without environment, network (where the host allows that) and files but its own two. Its rights to read
 * are fixed at its start, before a spare child's file is known: it may open one name, which `handIn` makes stand for the file.
 *
 * @param inputFd null for a child started ahead, on Linux alone
 */
export function startChild(options: ChildOptions, inputFd: number | null): RunningChild {
  started += 1;
  const name = join(options.scratchDirectory, `judge-${process.pid}-${started}`);
  const entry = options.entry ?? entryOf(import.meta.url);
  const scratch = openNameless(`${name}.scratch`);
  const inputPath = `${name}.input`;
  const flags = [
    ...nodeFlags(options.heapMiB),
    ...permissions(entry, inputFd === null ? inputPath : null),
    entry,
  ];
  const { isolation = judgeIsolation() } = options;
  const own: [string, ...string[]] = [process.execPath, ...flags];
  const [program, ...args]: [string, ...string[]] =
    isolation === null ? own : [UNSHARE, ...isolation, '--', ...own];
  const child = spawnWith(scratch, () =>
    spawn(program, args, {
      env: {},
      // A Ctrl-C in the terminal is for the parent: it decides what becomes of its children.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', inputFd ?? 'ignore', scratch],
    }),
  );
  const takeBack = () => rmSync(inputPath, { force: true });
  // The child may be gone already: its end says so.
  child.stdin.on('error', () => undefined);
  return {
    process: child,
    pid: child.pid ?? -1,
    scratchFd: SCRATCH_FD,
    takesAnyFile: inputFd === null,
    takeBack,
    ended: endOf(child, takeBack),
    handIn: (fd) => {
      if (inputFd !== null) return { fd: INPUT_FD };
      takeBack();
      symlinkSync(nameOf(fd, isolation), inputPath);
      return { path: inputPath };
    },
    complaint: keepEnd(child.stderr),
  };
}

/** @throws AppError unavailable, or the system's own error */
function spawnWith(
  scratch: number,
  start: () => ChildProcess,
): ChildProcessByStdio<Writable, Readable, Readable> {
  try {
    const child = start();
    // Node gives no pipes where it found no file left to open, and tells why only later.
    if (child.stdin !== null && child.stdin !== undefined)
      return child as ChildProcessByStdio<Writable, Readable, Readable>;
    child.on('error', () => undefined);
    throw new AppError(
      'unavailable',
      'of a lack of open files: no process to judge the file could be started.',
    );
  } finally {
    closeSync(scratch);
  }
}

function nodeFlags(heapMiB: number): string[] {
  return [
    `--max-old-space-size=${heapMiB}`,
    '--max-semi-space-size=16',
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
  ];
}

/** Our own code and the one input: neither other files nor processes, addons or threads. */
function permissions(entry: string, inputPath: string | null): string[] {
  const code = dirname(entry);
  const readable = [
    join(code, '*'),
    join(code, '..', 'package.json'),
    ...(inputPath === null ? [] : [inputPath]),
  ];
  return ['--permission', ...readable.map((path) => `--allow-fs-read=${path}`)];
}

/** A network namespace of its own for each child, found out once a process: with its own rights, or else as the root of a user namespace, which needs none. */
export function judgeIsolation(): Isolation {
  if (isolationHere === undefined) {
    const ways = [['-n'], ['-r', '-n']] as const;
    isolationHere = (existsSync(UNSHARE) && ways.find(works)) || null;
  }
  return isolationHere;
}

function works(how: readonly string[]): boolean {
  return spawnSync(UNSHARE, [...how, '--', '/bin/true'], { env: {} }).status === 0;
}

/** A name for an open file by which the child may open it: from another user namespace it may not look into this process. */
function nameOf(fd: number, isolation: Isolation): string {
  const ours = `/proc/${process.pid}/fd/${fd}`;
  return isolation?.[0] === '-r' ? readlinkSync(ours) : ours;
}

function openNameless(path: string): number {
  rmSync(path, { force: true });
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return fd;
}

/** The child's entry has the parent's ending: `.ts` in a checkout, `.js` once built. */
function entryOf(parent: string): string {
  const here = fileURLToPath(parent);
  return join(dirname(here), '..', `judgeProcess${extname(here)}`);
}

function endOf(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  clear: () => void,
): RunningChild['ended'] {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      clear();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      clear();
      resolve({ code, signal });
    });
  });
}

function keepEnd(stream: Readable): () => string {
  let kept = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    kept = (kept + text).slice(-STDERR_KEPT);
  });
  return () => kept;
}
