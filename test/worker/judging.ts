import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JudgedDocument } from '../../src/gst/verdict.ts';
import type { ActivityProgress } from '../../src/ingestion/activity.ts';
import type { FileJob, FileJudge, FileVerdict } from '../../src/ingestion/fileJudge.ts';
import { ChildFileJudge, type FileJudgeOptions } from '../../src/worker/judgeChild.ts';
import { SETTINGS } from '../ingestion/judging.ts';

export { SETTINGS };

/** A directory, and the judges that were started over it. */
export class JudgeRoom {
  readonly directory = mkdtempSync(join(tmpdir(), 'gst-intake-judge-'));
  readonly scratch = join(this.directory, 'scratch');
  readonly #judges: FileJudge[] = [];

  constructor() {
    mkdirSync(this.scratch);
  }

  open(given: Partial<FileJudgeOptions> = {}): ChildFileJudge {
    const judge = new ChildFileJudge({
      scratchDirectory: this.scratch,
      heapMiB: 256,
      spares: 0,
      hashSeed: () => 4711,
      ...given,
      limits: {
        memoryBytes: 512 * 1_048_576,
        timeMs: () => 600_000,
        now: () => performance.now(),
        ...given.limits,
      },
    });
    this.#judges.push(judge);
    return judge;
  }

  write(name: string, text: string | Uint8Array): string {
    const path = join(this.directory, name);
    writeFileSync(path, text);
    return path;
  }

  async close(): Promise<void> {
    await Promise.all(this.#judges.map((judge) => judge.close()));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

/** The judging children that run now and have their scratch file in this room. */
export function judgingChildren(room: JudgeRoom): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('judgeProcess') &&
          readlinkSync(`/proc/${pid}/fd/4`).startsWith(room.directory)
        );
      } catch {
        return false;
      }
    });
}

export interface Judged {
  readonly verdict: FileVerdict;
  readonly documents: readonly JudgedDocument[];
  readonly errorFile: string;
  readonly markFile: string;
  readonly warningFile: string;
  readonly progress: readonly ActivityProgress[];
}

export async function judgePath(
  judge: FileJudge,
  path: string,
  given: Partial<FileJob> = {},
): Promise<Judged> {
  const fd = openSync(path, 'r');
  const documents: JudgedDocument[] = [];
  const progress: ActivityProgress[] = [];
  const error: Uint8Array[] = [];
  const mark: Uint8Array[] = [];
  const warning: Uint8Array[] = [];
  try {
    const verdict = await judge.judge({
      input: { fd, bytes: statSync(path).size },
      declared: 'CSV',
      settings: SETTINGS,
      onProgress: (told) => progress.push(told),
      onDocuments: async (batch) => {
        documents.push(...batch);
      },
      onErrorFile: async (chunk) => {
        error.push(chunk);
      },
      onMarkFile: async (chunk) => {
        mark.push(chunk);
      },
      onWarningFile: async (chunk) => {
        warning.push(chunk);
      },
      signal: new AbortController().signal,
      ...given,
    });
    return {
      verdict,
      documents,
      errorFile: Buffer.concat(error).toString(),
      markFile: Buffer.concat(mark).toString(),
      warningFile: Buffer.concat(warning).toString(),
      progress,
    };
  } finally {
    closeSync(fd);
  }
}
