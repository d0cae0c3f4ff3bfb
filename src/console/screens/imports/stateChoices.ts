import type { ActivityState } from '../../../client/index.ts';
import { STATES } from './filters.ts';

/** What people look for: some states together, then each alone. */
export const STATE_GROUPS = {
  all: [],
  running: ['waiting', 'checking'],
  attention: ['done_with_errors', 'file_refused', 'failed'],
} as const satisfies Record<string, readonly ActivityState[]>;

export type StateChoice = keyof typeof STATE_GROUPS | ActivityState | 'several';

export const STATE_CHOICES: readonly StateChoice[] = ['all', 'running', 'attention', ...STATES];

/** `several`: a set that only a link can have named. */
export function choiceOf(states: readonly ActivityState[]): StateChoice {
  const [only] = states;
  if (only !== undefined && states.length === 1) return only;
  const same = (group: readonly ActivityState[]) =>
    group.length === states.length && group.every((state) => states.includes(state));
  if (same(STATE_GROUPS.all)) return 'all';
  if (same(STATE_GROUPS.running)) return 'running';
  return same(STATE_GROUPS.attention) ? 'attention' : 'several';
}

export function statesOf(choice: Exclude<StateChoice, 'several'>): readonly ActivityState[] {
  return choice === 'all' || choice === 'running' || choice === 'attention' ? STATE_GROUPS[choice] : [choice];
}
