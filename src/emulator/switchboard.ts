import type { Call, Forced, Switch } from './outcomes.ts';

export interface NumberedSwitch extends Switch {
  readonly id: number;
}

/** The switches that are on. Those of one call are used up in the order in which they were set. */
export interface Switchboard {
  list(): readonly NumberedSwitch[];
  add(switches: readonly Switch[]): readonly NumberedSwitch[];
  /** False where there is none of this number. */
  remove(id: number): boolean;
  clear(): void;
  /** Whether the workspace of a call has to be known before `take` can tell. */
  asksWorkspace(call: Call): boolean;
  /** What the next call comes to, used up by asking; undefined where no switch is on for it. */
  take(call: Call, workspace: string | undefined): Forced | undefined;
}

export function createSwitchboard(): Switchboard {
  let switches: readonly NumberedSwitch[] = [];
  let last = 0;

  function usedUp(taken: NumberedSwitch): readonly NumberedSwitch[] {
    const { times } = taken;
    if (times === 'always') return switches;
    return switches.flatMap((each) => {
      if (each !== taken) return [each];
      return times > 1 ? [{ ...each, times: times - 1 }] : [];
    });
  }

  return {
    list: () => switches,
    add(added) {
      const numbered = added.map((each) => {
        last += 1;
        return { id: last, ...each };
      });
      switches = [...switches, ...numbered];
      return numbered;
    },
    remove(id) {
      const before = switches.length;
      switches = switches.filter((each) => each.id !== id);
      return switches.length < before;
    },
    clear() {
      switches = [];
    },
    asksWorkspace: (call) => switches.some((each) => each.call === call && each.workspace !== undefined),
    take(call, workspace) {
      const taken = switches.find(
        (each) => each.call === call && (each.workspace === undefined || each.workspace === workspace),
      );
      if (taken !== undefined) switches = usedUp(taken);
      return taken;
    },
  };
}
