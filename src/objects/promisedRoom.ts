/** Room that running writers were promised and have not filled yet. */
export interface PromisedRoom {
  /** Sets `bytes` aside for one more writer of `owner`. */
  promise(owner: string, bytes: number): Promised;
  /** What the writers of all owners but this one may still fill. */
  toOthers(owner: string): number;
}

export interface Promised {
  /** So many of the bytes are on the disk by now. */
  written(bytes: number): void;
  /** Nothing more will be written. */
  settled(): void;
}

/**
 * Counts one owner's promises as the largest of them: its writers replace each other, so all of them together hold no
 * more than one object in the end, and however many claim room they claim it once.
 */
export function createPromisedRoom(): PromisedRoom {
  const byOwner = new Map<string, Set<{ bytes: number }>>();
  return {
    promise(owner, bytes) {
      const open = byOwner.get(owner) ?? new Set();
      byOwner.set(owner, open);
      const rest = { bytes };
      open.add(rest);
      return {
        written(count) {
          rest.bytes = Math.max(0, rest.bytes - count);
        },
        settled() {
          open.delete(rest);
          if (open.size === 0 && byOwner.get(owner) === open) byOwner.delete(owner);
        },
      };
    },
    toOthers(owner) {
      let sum = 0;
      for (const [other, open] of byOwner) {
        if (other !== owner) sum += largest(open);
      }
      return sum;
    },
  };
}

function largest(open: ReadonlySet<{ readonly bytes: number }>): number {
  let bytes = 0;
  for (const rest of open) bytes = Math.max(bytes, rest.bytes);
  return bytes;
}
