import type { TokenHolder } from './admission.ts';

const MINUTE_MS = 60_000;

/**
 * Gathers which tokens were used, so that "last used" costs one write a minute and token instead of one a call.
 * What was gathered since the last `flush` is lost in a crash; nothing is decided by it.
 */
export interface LastUse {
  note(holder: TokenHolder, at: number): void;
  flush(): Promise<void>;
}

export function createLastUse(
  touchTokens: (tokenIds: readonly string[], at: number) => Promise<void>,
): LastUse {
  const written = new Map<string, number>();
  let minute = 0;
  let waiting = new Set<string>();

  async function flush(): Promise<void> {
    const tokenIds = [...waiting];
    waiting = new Set();
    if (tokenIds.length > 0) await touchTokens(tokenIds, minute);
  }

  return {
    note(holder, at) {
      const now = at - (at % MINUTE_MS);
      if ((written.get(holder.tokenId) ?? holder.lastUsedAt ?? 0) >= now) return;
      if (now !== minute) {
        written.clear();
        minute = now;
      }
      written.set(holder.tokenId, now);
      waiting.add(holder.tokenId);
    },
    flush,
  };
}
