import cliProgress, { type SingleBar } from 'cli-progress';
import type { SeenActivity } from '../client/index.ts';
import type { Progress } from './bodies.ts';
import type { CommandIo } from './io.ts';
import { bytesInWords, countInWords, note, timeInWords } from './output.ts';

export interface ProgressLine {
  /** Bytes. */
  readonly update: Progress;
  /** What is told of an activity, after the bytes. */
  activity(seen: Pick<SeenActivity, 'progress'>): void;
  /** One of several steps; each has a bar of its own. `words`: how far it is. */
  step(phase: string, at: { readonly done: number; readonly total: number; readonly words: string }): void;
  /** A note that does not tear the bar. */
  note(text: string): void;
  stop(): void;
}

/** One moment of a bar. */
interface Step {
  readonly done: number;
  readonly total: number;
  readonly words: string;
  /** Seconds; undefined where the bar itself can tell. */
  readonly left?: number | null;
}

const PHASE_WORDS: Readonly<Record<NonNullable<SeenActivity['progress']>['phase'], string>> = {
  waiting: 'waiting for its turn',
  counting: 'looking through the file',
  judging: 'checking',
  reporting: 'writing the error file',
  settling: 'finishing',
  done: 'done',
};

/** A bar on a terminal; elsewhere a plain line at each quarter and each phase. */
export function createProgressLine(io: CommandIo, label: string): ProgressLine {
  return io.isInteractive ? barLine(io, label) : plainLines(io, label);
}

/** `checking · 1,23,456 rows`. */
export function activityInWords({ progress }: Pick<SeenActivity, 'progress'>): string {
  if (progress === null) return 'being checked';
  const rows = progress.rowsRead === 0 ? '' : ` · ${countInWords(progress.rowsRead, 'row')}`;
  return `${PHASE_WORDS[progress.phase]}${rows}`;
}

function barLine(io: CommandIo, label: string): ProgressLine {
  let bar: SingleBar | undefined;
  let isOver = false;
  const clear = () => {
    bar?.stop();
    bar = undefined;
  };
  function show(step: Step): void {
    // A read that was under way at Ctrl-C still tells of itself; a bar drawn then would keep the process alive.
    if (isOver) return;
    if (bar === undefined) {
      bar = createBar(io, label);
      bar.start(step.total, step.done, step);
    } else {
      bar.setTotal(step.total);
      bar.update(step.done, step);
    }
  }
  let phase: string | undefined;
  return {
    update: (done, total = 0) =>
      show({ done, total, words: `${bytesInWords(done)} of ${bytesInWords(total)}` }),
    activity(seen) {
      // The bar guesses the time that is left from what it has seen: each phase has its own.
      if (phase !== seen.progress?.phase) clear();
      phase = seen.progress?.phase;
      if (phase === 'done') return;
      const { bytesDone = 0, bytesTotal = 0, etaSeconds = null } = seen.progress ?? {};
      show({ done: bytesDone, total: bytesTotal, words: activityInWords(seen), left: etaSeconds });
    },
    step(name, at) {
      if (phase !== name) clear();
      phase = name;
      show({ ...at, words: `${name} · ${at.words}` });
    },
    note(text) {
      clear();
      note(io, text);
    },
    stop() {
      isOver = true;
      clear();
    },
  };
}

function createBar(io: CommandIo, label: string): SingleBar {
  return new cliProgress.SingleBar(
    {
      stream: io.stderr as NodeJS.WritableStream,
      format(options, { progress, eta }, { words, left }: Step) {
        const bar = cliProgress.Format.BarFormat(progress, options);
        const percentage = Math.floor(progress * 100);
        const time = left === undefined ? cliProgress.Format.TimeFormat(eta, options, 5) : timeInWords(left);
        return `${label} ${bar} ${percentage}% · ${words}${time === '' ? '' : ` · ${time} left`}`;
      },
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      gracefulExit: false,
    },
    cliProgress.Presets.shades_classic,
  );
}

function plainLines(io: CommandIo, label: string): ProgressLine {
  let told = 0;
  let phase: string | undefined;
  return {
    update(done, total) {
      if (total === undefined || total === 0) return;
      const quarter = Math.floor((done / total) * 4);
      if (quarter > told) note(io, `${label}: ${quarter * 25}% of ${bytesInWords(total)}`);
      told = quarter;
    },
    activity(seen) {
      const { bytesDone = 0, bytesTotal = 0 } = seen.progress ?? {};
      const quarter = bytesTotal === 0 ? 0 : Math.floor((bytesDone / bytesTotal) * 4);
      const now = seen.progress?.phase ?? 'under way';
      if (now === phase && quarter <= told) return;
      const percentage = quarter === 0 || now === 'done' ? '' : ` · ${quarter * 25}%`;
      note(io, `${label}: ${activityInWords(seen)}${percentage}`);
      phase = now;
      told = quarter;
    },
    step(name, { done, total, words }) {
      const quarter = total === 0 ? 0 : Math.floor((done / total) * 4);
      if (name === phase && quarter <= told) return;
      note(io, `${label}: ${name} · ${words}`);
      phase = name;
      told = quarter;
    },
    note: (text) => note(io, text),
    stop: () => undefined,
  };
}
