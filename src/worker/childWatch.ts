import { readFileSync } from 'node:fs';
import { JudgeFailure } from '../ingestion/fileJudge.ts';

const LOOK_EVERY_MS = 100;
const WALL_TIMES = 10;
/** Linux tells time on a processor in hundredths of a second to whoever asks, whatever its own clock does (proc(5)). */
const TICK_MS = 10;

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
  /** Whether they hold more than they are: a workbook is a ZIP archive. */
  readonly isPacked: boolean;
}

export interface ChildWatch {
  /** The parent is busy with what the child gave it: the child's time stands still meanwhile. */
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
  let busySince: number | null = null;
  const timer = setInterval(() => {
    const memory = residentBytes(pid);
    const isBusy = processorMs(pid) - cpuBefore > most;
    const isLate = busySince === null && limits.now() > deadline;
    if (memory <= limits.memoryBytes && !isBusy && !isLate) return;
    clearInterval(timer);
    if (memory > limits.memoryBytes) onBroken(tooMuchMemory(limits.memoryBytes, file));
    else onBroken(tooMuchTime(isBusy ? most : most * WALL_TIMES, file));
  }, LOOK_EVERY_MS);
  return {
    during: async (work) => {
      busySince = limits.now();
      try {
        return await work;
      } finally {
        deadline += limits.now() - busySince;
        busySince = null;
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

function tooMuchMemory(bytes: number, { isPacked }: FileSize): JudgeFailure {
  const cause = isPacked
    ? 'A document with very many rows does that, or very many different texts'
    : 'A document with very many rows does that';
  return new JudgeFailure(
    `The file needs more than the ${Math.round(bytes / 1_048_576)} MB of memory that one file may take. ` +
      `${cause}; ${remedy(isPacked)}`,
    { isFinal: true },
  );
}

function tooMuchTime(ms: number, { isPacked }: FileSize): JudgeFailure {
  const advice = remedy(isPacked);
  return new JudgeFailure(
    `The file took more than the ${Math.round(ms / 1000)} seconds that a file of its size may take. ` +
      `${advice.slice(0, 1).toUpperCase()}${advice.slice(1)}`,
    { isFinal: true },
  );
}

/** Comma-separated text has nothing to unpack and no styles, pictures and other sheets beside the rows. */
function remedy(isPacked: boolean): string {
  return isPacked
    ? 'save the sheet as CSV, or split the register into smaller files.'
    : 'split the register into smaller files.';
}
