import type { ObjectName } from '../uploads/ports.ts';

/** All that a store keeps in its bucket lies under this; what others keep there lies elsewhere. */
export const S3_PREFIX = 'objects/';

const OWNER = /^[0-9a-f]{32}$/;
const PART = /^[0-9A-Za-z]{1,64}$/;

/** `objects/{owner}/{part}`. @throws Error for a name of any other shape */
export function keyOf({ owner, part }: ObjectName): string {
  if (!OWNER.test(owner) || !PART.test(part)) throw new Error('an object name has an impossible shape');
  return `${S3_PREFIX}${owner}/${part}`;
}

/** What all keys of one owner begin with. */
export function ownerPrefix(owner: string): string {
  return keyOf({ owner, part: 'x' }).slice(0, -1);
}
