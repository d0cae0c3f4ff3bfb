import type { ActivityProgress } from '../ingestion/activity.ts';
import { type FileJob, type FileJudge, type FileVerdict, JudgeFailure } from '../ingestion/fileJudge.ts';
import {
  decodeDocuments,
  FRAME,
  type Frame,
  FrameError,
  FrameReader,
  parseFrame,
} from '../ingestion/frames.ts';
import { JUDGE_BOUNDS, type JudgeBounds, writeJob } from '../ingestion/judgeJob.ts';
import { type ChildLimits, type ChildWatch, watchChild } from './childWatch.ts';
import { type ChildOptions, type RunningChild, startChild } from './judgeProcessStart.ts';

export interface FileJudgeOptions extends ChildOptions {
  readonly limits: ChildLimits;
  /** Children started ahead of need; works on Linux, elsewhere each starts with its file. */
  readonly spares: number;
  /** 32 random bits. */
  hashSeed(): number;
  /** The operator's own rule tables as JSON; none for those that shipped. */
  readonly tables?: unknown;
  readonly bounds?: Partial<JudgeBounds>;
}

/** Judges each file in a child process of its own, which is gone when `judge` returns or throws. */
export class ChildFileJudge implements FileJudge {
  readonly #options: FileJudgeOptions;
  readonly #spares: RunningChild[] = [];
  #isClosed = false;

  constructor(options: FileJudgeOptions) {
    this.#options = options;
    this.#fillUp();
  }

  async judge(job: FileJob): Promise<FileVerdict> {
    job.signal.throwIfAborted();
    const spare = this.#spares.shift();
    this.#fillUp();
    if (spare !== undefined) {
      try {
        return await this.#judgeIn(spare, job);
      } catch (error) {
        // It may have died while it waited: that says nothing of the file.
        if (!(error instanceof NeverHeard)) throw error;
      }
    }
    return this.#judgeIn(startChild(this.#options, job.input.fd), job);
  }

  async #judgeIn(child: RunningChild, job: FileJob): Promise<FileVerdict> {
    const ending = new AbortController();
    const end = (reason: unknown) => {
      ending.abort(reason);
      child.process.kill('SIGKILL');
    };
    const onAbort = () => end(job.signal.reason);
    job.signal.addEventListener('abort', onAbort, { once: true });
    const watch = watchChild({ pid: child.pid, bytes: job.input.bytes }, this.#options.limits, end);
    try {
      if (job.signal.aborted) onAbort();
      return await this.#converse(child, job, { watch, ending: ending.signal });
    } finally {
      watch.stop();
      job.signal.removeEventListener('abort', onAbort);
      child.process.kill('SIGKILL');
      await child.ended.catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const spares = this.#spares.splice(0);
    for (const spare of spares) spare.process.kill('SIGKILL');
    await Promise.allSettled(spares.map(({ ended }) => ended));
  }

  async #converse(
    child: RunningChild,
    job: FileJob,
    { watch, ending }: { watch: ChildWatch; ending: AbortSignal },
  ): Promise<FileVerdict> {
    let verdict: FileVerdict | null = null;
    let isHeard = false;
    const reader = new FrameReader();
    try {
      child.process.stdin.end(this.#jobLine(child, job));
      for await (const chunk of child.process.stdout as AsyncIterable<Uint8Array>) {
        isHeard = true;
        for (const frame of reader.push(chunk)) {
          verdict = (await watch.during(handle(frame, job))) ?? verdict;
          ending.throwIfAborted();
        }
      }
    } catch (error) {
      ending.throwIfAborted();
      if (error instanceof FrameError)
        throw new JudgeFailure('The process that judges files gave an answer that is none.', {
          isFinal: false,
          cause: error,
        });
      throw error;
    }
    const { code, signal } = await endOf(child);
    ending.throwIfAborted();
    if (code === 0 && verdict !== null && reader.isBetweenFrames) return verdict;
    throw died(child, { how: signal ?? `code ${code}`, isHeard });
  }

  #jobLine(child: RunningChild, job: FileJob): string {
    return writeJob({
      input: child.handIn(job.input.fd),
      bytes: job.input.bytes,
      scratchFd: child.scratchFd,
      declared: job.declared,
      settings: job.settings,
      tables: this.#options.tables ?? null,
      hashSeed: this.#options.hashSeed(),
      bounds: { ...JUDGE_BOUNDS, ...this.#options.bounds },
    });
  }

  #fillUp(): void {
    if (process.platform !== 'linux') return;
    while (!this.#isClosed && this.#spares.length < this.#options.spares) {
      const spare = startChild(this.#options, null);
      this.#spares.push(spare);
      const forget = () => {
        const at = this.#spares.indexOf(spare);
        if (at >= 0) this.#spares.splice(at, 1);
      };
      spare.ended.then(forget, forget);
    }
  }
}

/** The verdict, where the frame is one. */
async function handle(frame: Frame, job: FileJob): Promise<FileVerdict | null> {
  switch (frame.kind) {
    case FRAME.documents:
      await job.onDocuments(decodeDocuments(frame.payload));
      return null;
    case FRAME.errorFile:
      await job.onErrorFile(frame.payload);
      return null;
    case FRAME.warningFile:
      await job.onWarningFile(frame.payload);
      return null;
    case FRAME.progress:
      job.onProgress(parseFrame(frame) as ActivityProgress);
      return null;
    case FRAME.verdict:
      return verdictOf(parseFrame(frame));
  }
}

function verdictOf(value: object): FileVerdict {
  const verdict = value as FileVerdict;
  const isWhole =
    verdict.outcome === 'judged'
      ? Array.isArray(verdict.stats) && verdict.stats.length > 0
      : verdict.outcome === 'refused' && Array.isArray(verdict.errors);
  if (!isWhole) throw new FrameError('a verdict that is none');
  return verdict;
}

async function endOf(child: RunningChild) {
  try {
    return await child.ended;
  } catch (error) {
    throw new JudgeFailure('The process that judges files could not be started.', {
      isFinal: false,
      cause: error,
    });
  }
}

/** The child died before it wrote anything. */
class NeverHeard extends JudgeFailure {}

function died(child: RunningChild, { how, isHeard }: { how: string; isHeard: boolean }): JudgeFailure {
  const cause = new Error(child.complaint());
  if (cause.message.includes('heap out of memory'))
    return new JudgeFailure(
      'The file needs more memory than one file may take. Split the register into smaller files.',
      { isFinal: true, cause },
    );
  const message = `The process that judged the file ended early (${how}).`;
  return isHeard
    ? new JudgeFailure(message, { isFinal: false, cause })
    : new NeverHeard(message, { isFinal: false, cause });
}
