import type { JudgeSettings } from '../gst/verdict.ts';

/** What a judging child is told on its standard input: JSON through and through, no path into the installation. */
export interface JudgeJob {
  /** The pinned bytes: a descriptor that the child inherited, or a name that it may open for reading. */
  readonly input: { readonly fd: number } | { readonly path: string };
  readonly bytes: number;
  /** A file of its own to read and write, without a name. */
  readonly scratchFd: number;
  readonly declared: 'XLSX' | 'XLS' | 'CSV';
  readonly settings: JudgeSettings;
  /** The operator's own rule tables, as `readTables` takes them; null for those that shipped. */
  readonly tables: unknown;
  /** Keys are hashed with it, so that nobody can prepare a file whose keys collide. */
  readonly hashSeed: number;
  readonly bounds: JudgeBounds;
}

/** How much the child keeps in memory and what it takes at all. */
export interface JudgeBounds {
  /** Rows of documents still open; beyond it the oldest go to the scratch file. */
  readonly openRows: number;
  /** Characters of such rows. */
  readonly openCharacters: number;
  /** Rows of one number. */
  readonly groupRows: number;
  readonly ownGstins: number;
}

export const JUDGE_BOUNDS: JudgeBounds = {
  openRows: 20_000,
  openCharacters: 16_777_216,
  groupRows: 50_000,
  ownGstins: 10_000,
};

/** The line that the parent writes; the child begins when the line is whole. */
export function writeJob(job: JudgeJob): string {
  return `${JSON.stringify(job)}\n`;
}

export function readJob(line: string): JudgeJob {
  return JSON.parse(line) as JudgeJob;
}
