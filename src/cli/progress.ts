import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from './bodies.ts';
import type { CommandIo } from './io.ts';
import { bytesInWords, note } from './output.ts';

export interface ProgressLine {
  readonly update: Progress;
  /** A note that does not tear the bar. */
  note(text: string): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere a plain line at each quarter. */
export function createProgressLine(io: CommandIo, label: string): ProgressLine {
  return io.isInteractive ? barLine(io, label) : quarterLines(io, label);
}

function barLine(io: CommandIo, label: string): ProgressLine {
  const bar = new SingleBar(
    {
      stream: io.stderr as NodeJS.WritableStream,
      format: `${label} {bar} {percentage}% · {sent} of {all} · {eta_formatted} left`,
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  let isRunning = false;
  let isOver = false;
  const clear = () => {
    if (isRunning) bar.stop();
    isRunning = false;
  };
  return {
    update(done, total = 0) {
      // A read that was under way at Ctrl-C still tells of itself; a bar drawn then would keep the process alive.
      if (isOver) return;
      const words = { sent: bytesInWords(done), all: bytesInWords(total) };
      if (isRunning) {
        bar.setTotal(total);
        bar.update(done, words);
      } else {
        bar.start(total, done, words);
        isRunning = true;
      }
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

function quarterLines(io: CommandIo, label: string): ProgressLine {
  let told = 0;
  return {
    update(done, total) {
      if (total === undefined || total === 0) return;
      const quarter = Math.floor((done / total) * 4);
      if (quarter > told) note(io, `${label}: ${quarter * 25}% of ${bytesInWords(total)}`);
      told = quarter;
    },
    note: (text) => note(io, text),
    stop: () => undefined,
  };
}
