import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of a process and all that descend from it, in megabytes; pages that they share are counted each time. */
export function treeRssMb(rootPid: number): {
  readonly total: number;
  readonly each: ReadonlyMap<number, number>;
} {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const each = new Map<number, number>();
  for (const pid of [rootPid, ...parents.keys()]) {
    if (pid === rootPid || descends(pid, rootPid, parents)) each.set(pid, rssMb(pid));
  }
  return { total: [...each.values()].reduce((sum, mb) => sum + mb, 0), each };
}

function descends(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at))
    if (at === root) return true;
  return false;
}

/** Undefined for a process that has ended meanwhile. */
function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

function rssMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;
  } catch {
    return 0;
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
