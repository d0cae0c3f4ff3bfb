import { assertPermitted, assertTokenGood, type TokenHolder } from './admission.ts';
import type { Permission } from './permission.ts';
import type { AccountStore } from './ports.ts';

/**
 * Who a token stands for, for calls that issue nothing: the license does not matter, and nothing is cached.
 * @throws AppError token_invalid, permission_denied
 */
export type Authenticate = (tokenHash: string, needed: Permission) => Promise<TokenHolder>;

export function createAuthenticate(deps: {
  readonly accounts: Pick<AccountStore, 'findTokenHolder'>;
  readonly now: () => number;
  readonly onUse: (holder: TokenHolder, at: number) => void;
}): Authenticate {
  return async (tokenHash, needed) => {
    const holder = await deps.accounts.findTokenHolder(tokenHash);
    const now = deps.now();
    assertTokenGood(holder, now);
    deps.onUse(holder, now);
    assertPermitted(holder, needed);
    return holder;
  };
}
