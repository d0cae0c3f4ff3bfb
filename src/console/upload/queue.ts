import type { IngestProgress } from '../../client/index.ts';
import type { Register } from '../../gst/columns.ts';
import type { Look } from './lookTypes.ts';
import type { Ending } from './outcome.ts';
import { SpeedMeter } from './progress.ts';
import { ended, looked, moved, newFile, settled, unsent } from './queuedFile.ts';
import {
  type Chosen,
  type Corrected,
  type Earlier,
  ENDS,
  type Hold,
  type QueuedFile,
  type QueueSnapshot,
} from './queueTypes.ts';
import { isReadable, sameBefore } from './sameFile.ts';
import { type Sending, type SendingClient, startSending } from './sending.ts';

export interface QueueParts {
  readonly client: SendingClient;
  readonly look: (file: Blob, name: string) => Promise<Look>;
  /** The import of the same file, as it seems. Never rejects. */
  readonly earlier: (file: File) => Promise<Earlier | null>;
  /** Milliseconds, of any origin. */
  readonly now: () => number;
  /** Does something after so many milliseconds, unless it is called off by what it returns. */
  readonly later: (milliseconds: number, action: () => void) => () => void;
  /** Told when the server says that nobody is signed in. */
  readonly onSignedOut: () => void;
}

/** What the queue must know of who is signed in. */
export interface QueueSession {
  readonly maxUploadBytes: number;
}

const MOST_SENDING = 3;
/** Those being checked among them. */
const MOST_ACTIVE = 10;
const FIRST_PATIENCE = 5_000;
const LONGEST_PATIENCE = 60_000;

/** The files that a person is sending, in order. It lives as long as the page does, whatever screen is shown. */
export class UploadQueue {
  readonly #parts: QueueParts;
  readonly #listeners = new Set<() => void>();
  readonly #sources = new Map<number, File>();
  readonly #sendings = new Map<number, Sending>();
  #snapshot: QueueSnapshot = { files: [], hold: null };
  #nextId = 1;
  #looks: Promise<void> = Promise.resolve();
  #mostBytes: number | null = null;
  #isOnline = true;
  #isSignedOut = false;
  #isUnreachable = false;
  #patience = FIRST_PATIENCE;
  #callOff: () => void = () => undefined;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): QueueSnapshot => this.#snapshot;

  /** @param corrects the import that all of them correct */
  add(chosen: readonly Chosen[], corrects: Corrected | null = null): void {
    const mostBytes = this.#mostBytes;
    const added = chosen.map((one) => {
      const file = newFile(this.#nextId++, one, { corrects, mostBytes });
      this.#sources.set(file.id, one.file);
      return file;
    });
    this.#show([...this.#snapshot.files, ...added]);
    for (const { id, state } of added) {
      if (state === 'looking') this.#looks = this.#looks.then(() => this.#look(id));
    }
  }

  choose(id: number, register: Register): void {
    this.#change(id, (file) =>
      isUnsent(file) ? settled({ ...file, register, isChosen: true, isInsisted: false }) : file,
    );
  }

  /** The same file again is meant. */
  acceptSame(id: number): void {
    this.#change(id, (file) => settled({ ...file, sameAs: null, earlier: null }));
  }

  /** Sends a file whose header will hardly do: the server has the last word. */
  insist(id: number): void {
    this.#change(id, (file) => settled({ ...file, isInsisted: true }));
    this.send(id);
  }

  send(id: number): void {
    this.#change(id, (file) => (file.state === 'ready' ? { ...file, state: 'queued' } : file));
    this.#pump();
  }

  sendAll(): void {
    this.#show(
      this.#snapshot.files.map((file) => (file.state === 'ready' ? { ...file, state: 'queued' } : file)),
    );
    this.#pump();
  }

  /** Ends it wherever it is; what the server has begun is cancelled there. */
  async cancel(id: number): Promise<void> {
    const sending = this.#sendings.get(id);
    const file = this.#find(id);
    if (file === undefined || ENDS.has(file.state)) return;
    if (sending === undefined && file.activityId === null) {
      this.#change(id, (one) => ({ ...one, state: 'cancelled' }));
      return;
    }
    this.#change(id, (one) => ({ ...one, isCancelling: true }));
    try {
      if (sending !== undefined) await sending.cancel();
      else await this.#parts.client.cancelActivity({ activityId: file.activityId ?? '' });
      if (sending === undefined)
        this.#change(id, (one) => ({ ...one, state: 'cancelled', isCancelling: false }));
    } catch {
      // It goes on, and its end says how it ended.
      this.#change(id, (one) => ({ ...one, isCancelling: false }));
    }
  }

  /** From the start, with a new URL. What the server refused may first be sent as the other register. */
  retry(id: number): void {
    this.#change(id, (file) => {
      if (file.look === null || !ENDS.has(file.state)) return file;
      const again = settled(unsent(file));
      const wasRead = file.state === 'refused' && file.activityId !== null;
      return wasRead || again.state !== 'ready' ? again : { ...again, state: 'queued' };
    });
    this.#pump();
  }

  /** Takes a file off the list that is not on its way. */
  remove(id: number): void {
    const file = this.#find(id);
    if (file === undefined || this.#sendings.has(id) || (file.state === 'queued' && file.activityId !== null))
      return;
    this.#sources.delete(id);
    this.#show(this.#snapshot.files.filter((one) => one.id !== id));
  }

  removeEnded(): void {
    for (const { id, state } of this.#snapshot.files) if (ENDS.has(state)) this.remove(id);
  }

  /** Null where nobody is signed in any more: the files wait. */
  setSession(session: QueueSession | null): void {
    this.#isSignedOut = session === null;
    this.#mostBytes = session?.maxUploadBytes ?? this.#mostBytes;
    this.#pump();
  }

  /** The person is gone: nothing more is sent, and what the server has begun goes on there. */
  leave(): void {
    this.#callOff();
    for (const { id, activityId } of this.#snapshot.files) {
      if (activityId === null)
        this.#sendings
          .get(id)
          ?.cancel()
          .catch(() => undefined);
    }
    this.#sendings.clear();
    this.#sources.clear();
    this.#show([]);
  }

  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
    if (isOnline) this.reach();
    else this.#pump();
  }

  /** Tries at once to go on, where the server could not be reached. */
  reach(): void {
    this.#callOff();
    this.#isUnreachable = false;
    this.#pump();
  }

  async #look(id: number): Promise<void> {
    const source = this.#sources.get(id);
    if (source === undefined) return;
    try {
      const look = await this.#parts.look(source, source.name);
      const sameAs = await sameBefore(id, this.#snapshot.files, this.#sources);
      // A digit put right leaves name and size as they were: of corrections it would be asked in vain.
      const isAsked =
        sameAs === null && 'readings' in look && this.#hold() === null && this.#find(id)?.corrects === null;
      const earlier = isAsked ? await this.#parts.earlier(source) : null;
      this.#change(id, (file) =>
        file.state === 'looking' ? looked({ ...file, sameAs, earlier }, look) : file,
      );
    } catch {
      this.#change(id, (file) => ({
        ...file,
        state: 'failed',
        fault: { by: 'console', code: 'unreadable' },
      }));
    }
  }

  /** Starts what may start, and says what holds up the rest. */
  #pump(): void {
    const hold = this.#hold();
    if (hold !== this.#snapshot.hold) this.#show(this.#snapshot.files, hold);
    if (hold !== null) return;
    for (const file of this.#snapshot.files) {
      if (file.state !== 'queued' || this.#sendings.has(file.id)) continue;
      const busy = this.#snapshot.files.filter(({ id }) => this.#sendings.has(id));
      const sending = busy.filter(({ state }) => state !== 'checking').length;
      if (busy.length >= MOST_ACTIVE || sending >= MOST_SENDING) return;
      this.#start(file);
    }
  }

  #hold(): Hold | null {
    if (!this.#isOnline) return 'offline';
    if (this.#isSignedOut) return 'signedOut';
    return this.#isUnreachable ? 'unreachable' : null;
  }

  #start(file: QueuedFile): void {
    const source = this.#sources.get(file.id);
    if (source === undefined || file.register === null || file.look === null) return;
    const meter = new SpeedMeter(this.#parts.now());
    const job = {
      file: source,
      name: file.name,
      register: file.register,
      kind: file.look.kind,
      corrects: file.corrects?.activityId ?? null,
      activityId: file.activityId,
    };
    const sending = startSending(this.#parts.client, job, (step) => this.#tell(file.id, step, meter));
    this.#sendings.set(file.id, sending);
    this.#change(file.id, (one) => ({ ...one, state: one.activityId === null ? 'sending' : 'checking' }));
    sending.ending.then((ending) => this.#end(file.id, sending, ending));
  }

  #tell(id: number, step: IngestProgress, meter: SpeedMeter): void {
    if (!this.#sendings.has(id)) return;
    const isBytes = step.phase === 'upload';
    const eta = isBytes ? meter.tell(step.sent, step.total ?? 0, this.#parts.now()) : null;
    if (isBytes ? step.sent > 0 : true) this.#patience = FIRST_PATIENCE;
    const wasChecking = this.#find(id)?.state === 'checking';
    this.#change(id, (file) => moved(file, step, eta));
    if (!isBytes && !wasChecking) this.#pump();
  }

  async #end(id: number, sending: Sending, ending: Ending): Promise<void> {
    if (this.#sendings.get(id) !== sending) return;
    const source = this.#sources.get(id);
    const isLost = 'hold' in ending && ending.hold === 'unreachable' && !(await isReadable(source));
    this.#sendings.delete(id);
    if (isLost && this.#find(id)?.activityId === null) {
      this.#change(id, (file) => ({
        ...file,
        state: 'failed',
        fault: { by: 'console', code: 'unreadable' },
      }));
    } else {
      this.#change(id, (file) => ended(file, ending));
      if ('hold' in ending) this.#holdUp(ending.hold);
    }
    this.#pump();
  }

  #holdUp(hold: 'signedOut' | 'unreachable'): void {
    if (hold === 'signedOut') {
      this.#isSignedOut = true;
      this.#parts.onSignedOut();
      return;
    }
    if (this.#isUnreachable) return;
    this.#isUnreachable = true;
    this.#callOff = this.#parts.later(this.#patience, () => this.reach());
    this.#patience = Math.min(LONGEST_PATIENCE, this.#patience * 2);
  }

  #find(id: number): QueuedFile | undefined {
    return this.#snapshot.files.find((file) => file.id === id);
  }

  #change(id: number, change: (file: QueuedFile) => QueuedFile): void {
    this.#show(this.#snapshot.files.map((file) => (file.id === id ? change(file) : file)));
  }

  #show(files: readonly QueuedFile[], hold: Hold | null = this.#snapshot.hold): void {
    this.#snapshot = { files, hold };
    for (const listener of this.#listeners) listener();
  }
}

function isUnsent({ state }: QueuedFile): boolean {
  return state === 'asking' || state === 'ready' || state === 'looking';
}
