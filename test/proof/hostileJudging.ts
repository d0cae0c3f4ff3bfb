import { readdirSync, readFileSync } from 'node:fs';
import { type FileJudge, JudgeFailure } from '../../src/ingestion/fileJudge.ts';
import type { Reading } from '../hostile/endings.ts';
import type { HostileFile } from '../hostile/makers/hostileFile.ts';
import { judgePath } from '../worker/judging.ts';

const LOOK_EVERY_MS = 20;

/** How a judging child took a file. */
export interface ChildReading extends Reading {
  readonly ms: number;
  readonly peakMb: number;
}

/** Has a file judged in a child, and watches how long that takes and what the child needs at most. */
export async function judgeHostile(
  judge: FileJudge,
  path: string,
  declared: HostileFile['declared'],
): Promise<ChildReading> {
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, ...childPids().map(peakOf));
  }, LOOK_EVERY_MS);
  const began = performance.now();
  const reading = await endingOf(judge, path, declared);
  const ms = performance.now() - began;
  clearInterval(watch);
  return { ...reading, ms, peakMb };
}

async function endingOf(judge: FileJudge, path: string, declared: HostileFile['declared']): Promise<Reading> {
  try {
    const { verdict } = await judgePath(judge, path, { declared });
    if (verdict.outcome === 'judged') {
      const rows = verdict.stats.reduce(
        (sum, { validRows, invalidRows }) => sum + validRows + invalidRows,
        1,
      );
      return { ending: 'rows', message: '', resolution: '', rows };
    }
    const [error] = verdict.errors;
    const { errorCode = 'none', errorMessage = '', errorResolution } = error ?? {};
    return { ending: errorCode, message: errorMessage, resolution: errorResolution ?? '', rows: 0 };
  } catch (error) {
    if (!(error instanceof JudgeFailure)) throw error;
    const ending = error.isFinal ? 'a broken limit of the machine' : 'a crash';
    return { ending, message: `${error.message} ${String(error.cause)}`, resolution: '', rows: 0 };
  }
}

/** The children of this process. */
export function childPids(): number[] {
  return readdirSync('/proc/self/task').flatMap((thread) => {
    try {
      const pids = readFileSync(`/proc/self/task/${thread}/children`, 'latin1');
      return pids.trim() === '' ? [] : pids.trim().split(' ').map(Number);
    } catch {
      return [];
    }
  });
}

/** The most memory that a process ever had in use, in MB; 0 where it is gone. */
function peakOf(pid: number): number {
  try {
    return (
      Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024
    );
  } catch {
    return 0;
  }
}
