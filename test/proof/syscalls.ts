import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** One system call as strace wrote it down; `begun` and `ended` are lines of its output, so they order all threads. */
export interface Syscall {
  readonly name: string;
  /** The path of its first descriptor, or its first path argument. */
  readonly path: string;
  /** The arguments as printed. */
  readonly text: string;
  readonly begun: number;
  readonly ended: number;
  readonly failed: boolean;
}

const CALLS =
  'trace=write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,mkdir,mkdirat,openat,sendto,sendmsg,io_uring_enter';

/** How to start the server so that `readSyscalls` understands the trace; the process is the server itself, not strace. */
export function underStrace(traceFile: string): readonly string[] {
  return ['strace', '-D', '-f', '-y', '-s', '160', '-e', CALLS, '-o', traceFile];
}

const LINE = /^(\d+) +(?:(\w+)\((.*)|<\.\.\. (\w+) resumed>(.*))$/;

/** strace writes the rest of its output after the server it watched has ended. */
async function readWhole(traceFile: string, pid: number | undefined): Promise<string> {
  for (;;) {
    const text = readFileSync(traceFile, 'latin1');
    if (new RegExp(`^${pid} +\\+\\+\\+ `, 'm').test(text)) return text;
    await pause(20);
  }
}

/** Every call of the process `pid`, which has ended, and of its threads, by when they began. */
export async function readSyscalls(traceFile: string, pid: number | undefined): Promise<Syscall[]> {
  const unfinished = new Map<string, { name: string; text: string; begun: number }>();
  const calls: Syscall[] = [];
  for (const [index, line] of (await readWhole(traceFile, pid)).split('\n').entries()) {
    const [, thread = '', name, args, , rest] = LINE.exec(line) ?? [];
    if (name !== undefined && args !== undefined) {
      if (args.endsWith('<unfinished ...>')) unfinished.set(thread, { name, text: args, begun: index });
      else calls.push(finished({ name, text: args, begun: index }, args, index));
    } else if (rest !== undefined) {
      const begun = unfinished.get(thread);
      unfinished.delete(thread);
      if (begun !== undefined) calls.push(finished(begun, rest, index));
    }
  }
  return calls.toSorted((a, b) => a.begun - b.begun);
}

function finished(call: { name: string; text: string; begun: number }, tail: string, ended: number): Syscall {
  const path = /^(?:AT_FDCWD<[^>]*>, )?(?:-?\d+<([^>]*)>|"([^"]*)")/.exec(call.text);
  return {
    ...call,
    path: path?.[1] ?? path?.[2] ?? '',
    ended,
    failed: / = -1 E/.test(tail) || /\?$/.test(tail),
  };
}
