import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { FileErrorCode } from './outcomes.ts';

/** What becomes of an upload once it is triggered, by its id. */
export type Plan =
  | { readonly outcome: 'unplanned_error' }
  | { readonly outcome: 'system_feedback'; readonly errorCode: FileErrorCode };

/** What the worker process has to know, in a file that is there before the activity it speaks of can be claimed. */
export interface SharedState {
  readonly offsetMs: number;
  readonly plans: Readonly<Record<string, Plan>>;
}

export const FRESH_STATE: SharedState = { offsetMs: 0, plans: {} };

/** Whole or not at all: a worker may read at any moment. */
export function writeState(file: string, state: SharedState): void {
  const draft = `${file}.draft`;
  writeFileSync(draft, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

export function readState(file: string): SharedState {
  return JSON.parse(readFileSync(file, 'utf8')) as SharedState;
}
