import type { TokenHolder } from './admission.ts';

const MINUTE_MS = 60_000;

/**
 * Gathers which tokens were used, so that "last used" costs one write a minute and token instead of one a call.
 * What could not be written waits for the next `flush`; what waits is lost in a crash, and nothing is decided by it.
 */
export interface LastUse {
  note(holder: TokenHolder, at: number): void;
  flush(): Promise<void>;
}

export function createLastUse(
  touchTokens: (tokenIds: readonly string[], at: number) => Promise<void>,
): LastUse {
  const noted = new Map<string, number>();
  let minute = 0;
  /** The minute of each token's latest use. */
  const waiting = new Map<string, number>();

  async function flush(): Promise<void> {
    for (const [at, uses] of Map.groupBy(waiting, ([, used]) => used)) {
      const tokenIds = uses.map(([tokenId]) => tokenId);
      await touchTokens(tokenIds, at);
      for (const tokenId of tokenIds) if (waiting.get(tokenId) === at) waiting.delete(tokenId);
    }
  }

  return {
    note(holder, at) {
      const now = at - (at % MINUTE_MS);
      if ((noted.get(holder.tokenId) ?? holder.lastUsedAt ?? 0) >= now) return;
      if (now !== minute) {
        noted.clear();
        minute = now;
      }
      noted.set(holder.tokenId, now);
      waiting.set(holder.tokenId, now);
    },
    flush,
  };
}
