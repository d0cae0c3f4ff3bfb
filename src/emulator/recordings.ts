import { AppError } from '../errors.ts';
import type { Exchange } from './conversation.ts';

const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;
const MOST_EXCHANGES = 10_000;

export interface RecordingFacts {
  readonly name: string;
  readonly exchanges: number;
  readonly isRecording: boolean;
  /** More came than a recording holds: the rest is not in it. */
  readonly isFull: boolean;
}

interface Recording {
  readonly exchanges: (Exchange | undefined)[];
  isRecording: boolean;
  isFull: boolean;
}

/** Conversations by name. What is being recorded takes every exchange, in the order in which requests began. */
export interface Recordings {
  list(): RecordingFacts[];
  /** Begins anew where the name is taken. @throws AppError input_invalid */
  start(name: string): RecordingFacts;
  /** @throws AppError not_found */
  stop(name: string): RecordingFacts;
  /** @throws AppError input_invalid */
  put(name: string, exchanges: readonly Exchange[]): RecordingFacts;
  /** Those whose answer has ended. @throws AppError not_found */
  get(name: string): Exchange[];
  /** @throws AppError not_found */
  remove(name: string): void;
  clear(): void;
  /** Keeps a place for an exchange that begins now; undefined when nothing is being recorded. */
  begin(): ((exchange: Exchange) => void) | undefined;
}

export function createRecordings(): Recordings {
  const recordings = new Map<string, Recording>();

  function find(name: string): Recording {
    const found = recordings.get(name);
    if (found !== undefined) return found;
    throw new AppError(
      'not_found',
      `There is no recording '${name.slice(0, 64)}'. GET /emulator/v1 lists those that there are.`,
    );
  }

  function keep(name: string, recording: Recording): RecordingFacts {
    if (!NAME.test(name)) {
      throw new AppError(
        'input_invalid',
        'A recording is named by 1 to 64 letters, digits, dots, hyphens and underscores.',
      );
    }
    recordings.set(name, recording);
    return factsOf(name, recording);
  }

  return {
    list: () => [...recordings].map(([name, recording]) => factsOf(name, recording)),
    start: (name) => keep(name, { exchanges: [], isRecording: true, isFull: false }),
    stop(name) {
      const recording = find(name);
      recording.isRecording = false;
      return factsOf(name, recording);
    },
    put: (name, exchanges) => keep(name, { exchanges: [...exchanges], isRecording: false, isFull: false }),
    get: (name) => whole(find(name)),
    remove(name) {
      find(name);
      recordings.delete(name);
    },
    clear: () => recordings.clear(),
    begin() {
      const places = [...recordings.values()]
        .filter(({ isRecording }) => isRecording)
        .flatMap((recording) => {
          recording.isFull ||= recording.exchanges.length >= MOST_EXCHANGES;
          if (recording.isFull) return [];
          const at = recording.exchanges.push(undefined) - 1;
          return [{ recording, at }];
        });
      if (places.length === 0) return undefined;
      return (exchange) => {
        for (const { recording, at } of places) recording.exchanges[at] = exchange;
      };
    },
  };
}

function whole({ exchanges }: Recording): Exchange[] {
  return exchanges.filter((exchange) => exchange !== undefined);
}

function factsOf(name: string, recording: Recording): RecordingFacts {
  const { isRecording, isFull } = recording;
  return { name, exchanges: whole(recording).length, isRecording, isFull };
}
