import { AppError } from '../errors.ts';
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
import { type ChildLimits, type ChildWatch, type FileSize, tooMuchHeap, watchChild } from './childWatch.ts';
import { fileContainer } from './fileContainer.ts';
import { type ChildOptions, type RunningChild, startChild } from './judgeProcessStart.ts';

/** Handing in a file after the start needs Linux's /proc. */
const CAN_WAIT = process.platform === 'linux';
/** A small file leaves a child as it found it; one that needed much memory may have left some of it in use. */
const REUSE_AFTER_BYTES = 8_388_608;
const REUSE_AFTER_PACKED_BYTES = 1_048_576;
/** Starting a child costs as much as judging thousands of rows; whatever it gathers meanwhile ends with it. */
const FILES_PER_CHILD = 200;
/** How long a child that is one too many stays for the next file: in a burst that comes within milliseconds. */
const IDLE_MS = 5_000;

export interface FileJudgeOptions extends ChildOptions {
  readonly limits: ChildLimits;
  /** Children started ahead to wait for files; works on Linux, elsewhere each starts with its file. */
  readonly spares: number;
  /** Files that are judged at once at most: as many children stay for the next ones while there are such. */
  readonly atOnce?: number;
  /** 32 random bits. */
  hashSeed(): number;
  /** The operator's own rule tables as JSON; none for those that shipped. */
  readonly tables?: unknown;
  readonly bounds?: Partial<JudgeBounds>;
}

/** Judges each file apart from this process, in a child that does nothing else meanwhile. */
export class ChildFileJudge implements FileJudge {
  readonly #options: FileJudgeOptions;
  readonly #spares: RunningChild[] = [];
  readonly #filesJudged = new WeakMap<RunningChild, number>();
  #isClosed = false;

  constructor(options: FileJudgeOptions) {
    this.#options = options;
    this.#fillUp();
  }

  async judge(job: FileJob): Promise<FileVerdict> {
    job.signal.throwIfAborted();
    // The one that judged last: its code is warm.
    const spare = this.#spares.pop();
    try {
      if (spare !== undefined) {
        try {
          return await this.#judgeIn(spare, job);
        } catch (error) {
          // It may have died while it waited: that says nothing of the file.
          if (!(error instanceof NeverHeard)) throw error;
        }
      }
      return await this.#judgeIn(this.#start(job), job);
    } finally {
      // Only now: one that waits beside one at work would take its share of memory and time from it.
      this.#fillUp();
    }
  }

  async #judgeIn(child: RunningChild, job: FileJob): Promise<FileVerdict> {
    const ending = new AbortController();
    const end = (reason: unknown) => {
      ending.abort(reason);
      child.process.kill('SIGKILL');
    };
    const onAbort = () => end(job.signal.reason);
    job.signal.addEventListener('abort', onAbort, { once: true });
    const file = { bytes: job.input.bytes, container: fileContainer(job.input.fd) };
    const watch = watchChild({ pid: child.pid, file }, this.#options.limits, end);
    let isKept = false;
    try {
      if (job.signal.aborted) onAbort();
      const verdict = await this.#converse(child, { ...job, file }, { watch, ending: ending.signal });
      isKept = this.#keep(child, file, verdict);
      return verdict;
    } finally {
      watch.stop();
      job.signal.removeEventListener('abort', onAbort);
      child.takeBack();
      if (!isKept) {
        child.process.kill('SIGKILL');
        await child.ended.catch(() => undefined);
      }
    }
  }

  /** Whether the child waits for a further file: one that took a whole, small file well. */
  #keep(child: RunningChild, { bytes, container }: FileSize, { outcome }: FileVerdict): boolean {
    const judged = (this.#filesJudged.get(child) ?? 0) + 1;
    this.#filesJudged.set(child, judged);
    const isGood =
      child.takesAnyFile &&
      outcome === 'judged' &&
      bytes <= (container === 'ZIP' ? REUSE_AFTER_PACKED_BYTES : REUSE_AFTER_BYTES) &&
      judged < FILES_PER_CHILD;
    const { spares, atOnce = spares } = this.#options;
    if (!isGood || this.#isClosed || this.#spares.length >= atOnce) return false;
    this.#spares.push(child);
    if (this.#spares.length > spares) this.#endWhenIdle();
    return true;
  }

  /** The one that has waited longest, unless a file came for it. */
  #endWhenIdle(): void {
    const [longest] = this.#spares;
    const end = () => {
      if (longest === undefined || this.#spares[0] !== longest) return;
      if (this.#spares.length <= this.#options.spares) return;
      this.#spares.shift();
      longest.process.kill('SIGKILL');
    };
    setTimeout(end, IDLE_MS).unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const spares = this.#spares.splice(0);
    for (const spare of spares) spare.process.kill('SIGKILL');
    await Promise.allSettled(spares.map(({ ended }) => ended));
  }

  async #converse(
    child: RunningChild,
    job: FileJob & { readonly file: FileSize },
    { watch, ending }: { watch: ChildWatch; ending: AbortSignal },
  ): Promise<FileVerdict> {
    let verdict: FileVerdict | null = null;
    let isHeard = false;
    const reader = new FrameReader();
    try {
      child.process.stdin.write(this.#jobLine(child, job));
      // The child may be given another file: its output must outlive this one.
      const chunks = child.process.stdout.iterator({ destroyOnReturn: false });
      for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
        isHeard = true;
        for (const frame of reader.push(chunk)) {
          verdict = (await watch.during(handle(frame, job))) ?? verdict;
          ending.throwIfAborted();
        }
        if (verdict !== null && reader.isBetweenFrames) return verdict;
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
    throw died(child, { how: signal ?? `code ${code}`, isHeard, file: job.file });
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

  #start({ input }: FileJob): RunningChild {
    return CAN_WAIT ? this.#startWaiting() : startChild(this.#options, input.fd);
  }

  #startWaiting(): RunningChild {
    const child = startChild(this.#options, null);
    const forget = () => {
      const at = this.#spares.indexOf(child);
      if (at >= 0) this.#spares.splice(at, 1);
    };
    child.ended.then(forget, forget);
    return child;
  }

  #fillUp(): void {
    while (CAN_WAIT && !this.#isClosed && this.#spares.length < this.#options.spares) {
      try {
        this.#spares.push(this.#startWaiting());
      } catch {
        // Whatever keeps it from starting meets the next file, and is told there.
        return;
      }
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
    case FRAME.markFile:
      await job.onMarkFile(frame.payload);
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

/** As Node writes an error that nobody caught: the disk under the scratch file, or the machine. */
const SYSTEM_ERROR = /^ {2}code: '(ENOSPC|EDQUOT|EIO|EROFS|EMFILE|ENFILE|ENOMEM)'/m;

/** The child died before it wrote anything. */
class NeverHeard extends JudgeFailure {}

function died(
  child: RunningChild,
  { how, isHeard, file }: { how: string; isHeard: boolean; file: FileSize },
): JudgeFailure {
  const cause = new Error(child.complaint());
  if (cause.message.includes('heap out of memory')) return tooMuchHeap(file, cause);
  const failing = SYSTEM_ERROR.exec(cause.message)?.[1];
  if (failing !== undefined)
    return new JudgeFailure(`The process that judged the file met an error of the system (${failing}).`, {
      isFinal: false,
      cause: new AppError('unavailable', `The system answered ${failing}.`, { cause }),
    });
  const message = `The process that judged the file ended early (${how}).`;
  return isHeard
    ? new JudgeFailure(message, { isFinal: false, cause })
    : new NeverHeard(message, { isFinal: false, cause });
}
