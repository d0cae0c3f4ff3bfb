import type { AccountStore } from './ports.ts';
import { createUserAdministration } from './userAdministration.ts';
import { createWorkspaceAdministration } from './workspaceAdministration.ts';

/** What every use-case of administration is given. */
export interface AdministrationPorts {
  readonly accounts: AccountStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A fresh UUID. */
  readonly newId: () => string;
  /** From a CSPRNG. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** The clean form of a GSTIN, or what is wrong with it. `sandbox`: Clear's sandbox numbers pass. */
  readonly parseGstin: (
    text: string,
    options: { readonly sandbox: boolean },
  ) => { readonly gstin: string } | { readonly fault: string };
}

export type Administration = ReturnType<typeof createAdministration>;

/** What the operator, who sits at the host, does to accounts. Each write leaves an audit entry by `operator`. */
export function createAdministration(ports: AdministrationPorts) {
  const workspaces = createWorkspaceAdministration(ports);
  const users = createUserAdministration(ports);
  return {
    ...workspaces,
    ...users,

    /**
     * Gives an installation without workspaces its first one, `default`, with a user `admin` and a token, which
     * is told here and never again. Undefined when there is a workspace. Run it under the migration lock.
     */
    async firstStart(): Promise<{ workspaceId: string; token: string } | undefined> {
      if ((await ports.accounts.listWorkspaces()).length > 0) return undefined;
      const { workspaceId } = await workspaces.workspaceCreate({ name: 'default' });
      const { userId } = await users.userCreate({
        workspace: workspaceId,
        name: 'admin',
        permissions: ['invoice.create', 'workspace.admin'],
      });
      const { token } = await users.tokenCreate({ user: userId, expiresInSeconds: null });
      return { workspaceId, token };
    },
  };
}
