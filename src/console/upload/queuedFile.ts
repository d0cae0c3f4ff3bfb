import type { ActivityProgress, IngestProgress } from '../../client/index.ts';
import type { Look } from './lookTypes.ts';
import type { Ending } from './outcome.ts';
import { bytesFraction, rowsFraction } from './progress.ts';
import { questionsOf } from './questions.ts';
import { type Chosen, type Corrected, ENDS, type Fault, type QueuedFile } from './queueTypes.ts';

/** A file as it comes into the list. */
export function newFile(
  id: number,
  { file, isFolder }: Chosen,
  facts: { corrects: Corrected | null; mostBytes: number | null },
): QueuedFile {
  const fault = faultBefore(file, isFolder, facts.mostBytes);
  return {
    id,
    name: file.name,
    size: file.size,
    state: fault === null ? 'looking' : 'refused',
    look: null,
    register: facts.corrects?.register ?? null,
    isChosen: facts.corrects !== null,
    sameAs: null,
    earlier: null,
    isInsisted: false,
    progress: 0,
    sentBytes: 0,
    pass: null,
    rowsRead: 0,
    etaSeconds: null,
    activityId: null,
    outcome: null,
    fault,
    corrects: facts.corrects,
    isCancelling: false,
  };
}

/** What is known once its first rows were read. */
export function looked(file: QueuedFile, look: Look): QueuedFile {
  if (!('readings' in look)) {
    return { ...file, state: 'refused', fault: { by: 'console', code: 'otherKind', kind: look.kind } };
  }
  if (look.isHeaderOnly) return { ...file, look, state: 'refused', fault: { by: 'console', code: 'noRows' } };
  return settled({ ...file, look, register: file.register ?? look.guess });
}

/** A file that waits for the person: ready, or with a question. */
export function settled(file: QueuedFile): QueuedFile {
  const isAsked = questionsOf(file).length > 0;
  return { ...file, state: file.look === null ? 'looking' : isAsked ? 'asking' : 'ready' };
}

/** The same file as if it had never been sent. */
export function unsent(file: QueuedFile): QueuedFile {
  return {
    ...file,
    progress: 0,
    sentBytes: 0,
    pass: null,
    rowsRead: 0,
    etaSeconds: null,
    activityId: null,
    outcome: null,
    fault: null,
    isCancelling: false,
  };
}

/** @param etaSeconds of the bytes, while they are sent */
export function moved(file: QueuedFile, step: IngestProgress, etaSeconds: number | null): QueuedFile {
  if (step.phase === 'upload') {
    const total = step.total ?? file.size;
    const progress = Math.max(file.progress, bytesFraction(step.sent, total));
    return { ...file, state: 'sending', sentBytes: step.sent, progress, etaSeconds };
  }
  return { ...checked(file, step.progress), state: 'checking', activityId: step.activityId };
}

function checked(file: QueuedFile, progress: ActivityProgress | null): QueuedFile {
  if (progress === null) return { ...file, sentBytes: file.size, etaSeconds: null };
  return {
    ...file,
    sentBytes: file.size,
    pass: progress.phase,
    rowsRead: progress.rowsRead,
    progress: Math.max(file.progress, rowsFraction(progress)),
    etaSeconds: progress.etaSeconds,
  };
}

/** What waits for the connection or a session goes back to the queue. */
export function ended(file: QueuedFile, ending: Ending): QueuedFile {
  if ('hold' in ending) return { ...file, state: 'queued', etaSeconds: null, isCancelling: false };
  const { state, outcome, fault } = ending;
  const isWhole = state === 'done' || state === 'doneWithErrors';
  return {
    ...file,
    state,
    outcome,
    fault,
    progress: isWhole ? 1 : file.progress,
    etaSeconds: null,
    isCancelling: false,
  };
}

/** It has neither reached the server nor ended. */
export function isLostWithPage({ state, activityId }: QueuedFile): boolean {
  return activityId === null && !ENDS.has(state);
}

function faultBefore(file: File, isFolder: boolean, mostBytes: number | null): Fault | null {
  if (isFolder) return { by: 'console', code: 'folder' };
  if (file.size === 0) return { by: 'console', code: 'empty' };
  if (mostBytes !== null && file.size > mostBytes) {
    return { by: 'console', code: 'tooLarge', most: mostBytes };
  }
  return null;
}
