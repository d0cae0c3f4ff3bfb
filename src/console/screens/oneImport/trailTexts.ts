import type { TrailEntry } from './trail.ts';
import type { TrailWords } from './wordTypes.ts';

/** What a step of the trail is called; what is not known here, of a newer server, goes by the server's name for it. */
export function trailStep({ action, detail }: TrailEntry, words: TrailWords): string {
  if (action !== 'activity.ended') return own(words.actions, action) ?? action;
  return own(words.endedAs, String(detail['state'])) ?? words.otherEnd;
}

/** Who did it, as a person would say. */
export function trailActor({ actor }: Pick<TrailEntry, 'actor'>, words: TrailWords): string {
  if (actor.kind !== 'user') return words.actor[actor.kind];
  return actor.name ?? actor.userId ?? words.unknownUser;
}

function own(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}
