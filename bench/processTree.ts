import { readdirSync, readFileSync } from 'node:fs';

/** One look at a process: its own processor time, and that of children that ended and were waited for. */
interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly rssMb: number;
  readonly ownSeconds: number;
  readonly reapedSeconds: number;
}

/** What a process is for; `load` is the bench itself, which sends the files. */
export type Purpose = 'server' | 'worker' | 'judging' | 'database' | 'load';
export type CpuSeconds = Readonly<Record<Purpose, number>>;

const TICKS_PER_SECOND = 100;

/** Resident memory of a process and all that descend from it, in megabytes; pages that they share are counted each time. */
export function treeRssMb(rootPid: number): {
  readonly total: number;
  readonly each: ReadonlyMap<number, number>;
} {
  const each = new Map(treeOf(rootPid).map(({ pid, rssMb }) => [pid, rssMb]));
  return { total: [...each.values()].reduce((sum, mb) => sum + mb, 0), each };
}

/** Processor seconds used so far by a process and all that descend from it. */
export function treeCpuSeconds(rootPid: number): CpuSeconds {
  const seconds = { server: 0, worker: 0, judging: 0, database: 0, load: 0 };
  for (const { command, ownSeconds, reapedSeconds } of treeOf(rootPid)) {
    const purpose = purposeOf(command);
    seconds[purpose] += ownSeconds;
    // A worker's children are those that judge; PostgreSQL's are PostgreSQL.
    seconds[purpose === 'worker' ? 'judging' : purpose] += reapedSeconds;
  }
  return seconds;
}

export function cpuBetween(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  return {
    server: after.server - before.server,
    worker: after.worker - before.worker,
    judging: after.judging - before.judging,
    database: after.database - before.database,
    load: after.load - before.load,
  };
}

function purposeOf(command: string): Purpose {
  if (/\0[^\0]*bench\//.test(command)) return 'load';
  if (/^(?:postgres:|[^\0]*\/postgres\0)/.test(command)) return 'database';
  if (/judgeProcess/.test(command)) return 'judging';
  return /gst-intake\.js\0worker/.test(command) ? 'worker' : 'server';
}

function treeOf(rootPid: number): ProcessFacts[] {
  const all = new Map<number, ProcessFacts>();
  for (const name of readdirSync('/proc')) {
    const facts = /^\d+$/.test(name) ? factsOf(Number(name)) : undefined;
    if (facts !== undefined) all.set(facts.pid, facts);
  }
  return [...all.values()].filter(({ pid }) => descends(pid, rootPid, all));
}

function descends(pid: number, root: number, all: ReadonlyMap<number, ProcessFacts>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = all.get(at)?.parent)
    if (at === root) return true;
  return false;
}

/** Undefined for a process that has ended meanwhile. Fields by proc(5), counted behind the name in brackets. */
function factsOf(pid: number): ProcessFacts | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const seconds = (first: number) => (Number(fields[first]) + Number(fields[first + 1])) / TICKS_PER_SECOND;
    return {
      pid,
      parent: Number(fields[1]),
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
      rssMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000,
      ownSeconds: seconds(11),
      reapedSeconds: seconds(13),
    };
  } catch {
    return undefined;
  }
}

/** Looks again and again until told to stop; gives the highest total seen. */
export function watchPeakRss(rootPid: number, everyMs = 100): () => number {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, treeRssMb(rootPid).total);
  };
  const timer = setInterval(look, everyMs);
  return () => {
    clearInterval(timer);
    look();
    return peak;
  };
}
