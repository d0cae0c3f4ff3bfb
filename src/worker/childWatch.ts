import { readFileSync } from 'node:fs';
import { JudgeFailure } from '../ingestion/fileJudge.ts';
import type { FileContainer } from './fileContainer.ts';

const LOOK_EVERY_MS = 100;
const WALL_TIMES = 10;
/** Linux tells time on a processor in hundredths of a second to whoever asks, whatever its own clock does (proc(5)). */
const TICK_MS = 10;
const MIB = 1_048_576;
/** Some thousands of rows: nothing is gained by splitting a file so small. */
const SMALL_BYTES = MIB;
const NO_REGISTER =
  'This file is built in a way that no register is: export it once more from the program it comes from, or save it as CSV.';

export interface ChildLimits {
  /** Resident memory, in bytes. */
  readonly memoryBytes: number;
  /**
   * Time on a processor for a file: a busy machine takes none of it away. Ten times as long may pass altogether, not
   * counting the time in which the parent kept the child waiting.
   */
  timeMs(file: FileSize): number;
  /** Rising milliseconds. */
  now(): number;
}

export interface FileSize {
  readonly bytes: number;
  /** A ZIP archive holds more bytes than it has. */
  readonly container: FileContainer;
}

export interface ChildWatch {
  /** The parent is busy with what the child gave it: the child's time stands still meanwhile. Calls may overlap. */
  during<T>(work: Promise<T>): Promise<T>;
  stop(): void;
}

/** Looks after a child's memory and time, and tells once what it broke. */
export function watchChild(
  { pid, file }: { readonly pid: number; readonly file: FileSize },
  limits: ChildLimits,
  onBroken: (failure: JudgeFailure) => void,
): ChildWatch {
  const most = limits.timeMs(file);
  // A child that judged other files before does not answer for them again.
  const cpuBefore = processorMs(pid);
  let deadline = limits.now() + most * WALL_TIMES;
  let busySince = 0;
  let busyWith = 0;
  const timer = setInterval(() => {
    const memory = residentBytes(pid);
    const isBusy = processorMs(pid) - cpuBefore > most;
    const isLate = busyWith === 0 && limits.now() > deadline;
    if (memory <= limits.memoryBytes && !isBusy && !isLate) return;
    clearInterval(timer);
    if (memory > limits.memoryBytes) onBroken(tooMuchMemory(limits.memoryBytes, file));
    else onBroken(tooMuchTime(isBusy ? most : most * WALL_TIMES, file));
  }, LOOK_EVERY_MS);
  return {
    during: async (work) => {
      if (busyWith === 0) busySince = limits.now();
      busyWith += 1;
      try {
        return await work;
      } finally {
        busyWith -= 1;
        if (busyWith === 0) deadline += limits.now() - busySince;
      }
    },
    stop: () => clearInterval(timer),
  };
}

/** 0 where the process is gone or the system does not tell. */
function residentBytes(pid: number): number {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return Number(kib ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Likewise. */
function processorMs(pid: number): number {
  try {
    const facts = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name comes second, in brackets, and may hold anything.
    const fields = facts.slice(facts.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return 0;
  }
}

function tooMuchMemory(bytes: number, file: FileSize): JudgeFailure {
  const cause =
    file.container === null
      ? 'A document with very many rows does that'
      : 'A document with very many rows does that, or very many different texts';
  return new JudgeFailure(
    `The file needs more than the ${Math.round(bytes / MIB)} MB of memory that one file may take. ` +
      (isSmall(file) ? NO_REGISTER : `${cause}; ${remedy(file)}`),
    { isFinal: true },
  );
}

/** Of a child whose heap ran full. */
export function tooMuchHeap(file: FileSize, cause: Error): JudgeFailure {
  return new JudgeFailure(`The file needs more memory than one file may take. ${advice(file)}`, {
    isFinal: true,
    cause,
  });
}

function tooMuchTime(ms: number, file: FileSize): JudgeFailure {
  return new JudgeFailure(
    `The file took more than the ${Math.round(ms / 1000)} seconds that a file of its size may take. ${advice(file)}`,
    { isFinal: true },
  );
}

function advice(file: FileSize): string {
  if (isSmall(file)) return NO_REGISTER;
  const sentence = remedy(file);
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}`;
}

/** Comma-separated text has nothing to unpack and no styles, pictures and other sheets beside the rows. */
function remedy({ container }: FileSize): string {
  return container === null
    ? 'split the register into smaller files.'
    : 'save the sheet as CSV, or split the register into smaller files.';
}

function isSmall({ bytes }: FileSize): boolean {
  return bytes < SMALL_BYTES;
}
