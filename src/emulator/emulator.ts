import { AppError } from '../errors.ts';
import { createEmulatedClock, type EmulatedClock } from './clock.ts';
import type { ActivityPlans } from './forcing.ts';
import type { Forced } from './outcomes.ts';
import { createRecordings, type Recordings } from './recordings.ts';
import { createReplay, type Replay, type ReplayReport } from './replay.ts';
import { createScope, type Scope } from './scope.ts';
import { FRESH_STATE, type Plan, type SharedState } from './stateFile.ts';
import { createSwitchboard, type Switchboard } from './switchboard.ts';

/** Who may call an emulator: told to everybody who asks, since nothing behind it is worth keeping. */
export interface EmulatorAccount {
  readonly workspaceId: string;
  readonly token: string;
  readonly clientSecret: string;
}

/** All that an emulator has beside a server: what is forced, what time it is, what is recorded and replayed. */
export interface Emulator {
  readonly clock: EmulatedClock;
  readonly switchboard: Switchboard;
  readonly scope: Scope;
  readonly recordings: Recordings;
  readonly plans: ActivityPlans;
  readonly account: EmulatorAccount;
  readonly replay: Replay | undefined;
  startReplay(name: string): ReplayReport;
  /** Ends it; what it came to. @throws AppError not_found */
  endReplay(): ReplayReport;
  /** Puts the clock, and lets what that makes due be done. @throws AppError input_invalid */
  setClock(wanted: unknown): Promise<void>;
  /** As at the start: a fresh installation, no switches, the machine's time. Recordings stay. */
  reset(): Promise<void>;
}

export function createEmulator(deps: {
  /** Epoch milliseconds, as they really are. */
  readonly machineNow: () => number;
  /** Makes the worker know. */
  readonly publish: (state: SharedState) => void;
  /** Does now what the time that it is makes due. */
  readonly sweep: () => Promise<void>;
  /** Takes the installation away and makes another one. */
  readonly renew: () => Promise<EmulatorAccount>;
  readonly account: EmulatorAccount;
}): Emulator {
  const clock = createEmulatedClock(deps.machineNow);
  const switchboard = createSwitchboard();
  const recordings = createRecordings();
  const plans = new Map<string, Plan>();
  let { account } = deps;
  let replay: Replay | undefined;

  const publish = () => deps.publish({ offsetMs: clock.offsetMs, plans: Object.fromEntries(plans) });

  return {
    clock,
    switchboard,
    scope: createScope(),
    recordings,
    plans: {
      plan(uploadId, forced) {
        plans.set(uploadId, planOf(forced));
        publish();
      },
      forget(uploadId) {
        plans.delete(uploadId);
        publish();
      },
    },
    get account() {
      return account;
    },
    get replay() {
      return replay;
    },
    startReplay(name) {
      replay = createReplay(name, recordings.get(name));
      return replay.report();
    },
    endReplay() {
      if (replay === undefined) throw new AppError('not_found', 'Nothing is being replayed.');
      const report = replay.report();
      replay = undefined;
      return report;
    },
    async setClock(wanted) {
      clock.set(wanted);
      publish();
      await deps.sweep();
    },
    async reset() {
      switchboard.clear();
      clock.reset();
      plans.clear();
      replay = undefined;
      deps.publish(FRESH_STATE);
      account = await deps.renew();
    },
  };
}

function planOf({ outcome, errorCode = 'EMPTY_FILE' }: Forced): Plan {
  return outcome === 'unplanned_error' ? { outcome } : { outcome: 'system_feedback', errorCode };
}
