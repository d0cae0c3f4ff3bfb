import { AppError } from '../errors.ts';
import type { AdministrationPorts } from './administration.ts';
import { readName, readPermissions, readWhole, timestamp } from './administrationInput.ts';
import type { AuditAction, AuditEntry } from './audit.ts';
import type { User } from './ports.ts';
import { formatSecret, secretHash } from './token.ts';
import { findWorkspace } from './workspaceAdministration.ts';

const SECRET_BYTES = 32;
const MAX_TOKEN_SECONDS = 10 * 366 * 86_400;

/** Users and what they are given to prove themselves with: a secret is told once and only its hash is kept. */
export function createUserAdministration({ accounts, now, newId, randomBytes }: AdministrationPorts) {
  async function findUser(idOrName: string): Promise<User> {
    const user = await accounts.findUser(idOrName);
    if (user !== undefined) return user;
    throw new AppError(
      'not_found',
      `There is no user with the id or name '${idOrName}'. 'admin workspace show' lists a workspace's users.`,
    );
  }

  async function findActiveUser(idOrName: string): Promise<User> {
    const user = await findUser(idOrName);
    if (user.disabledAt === null) return user;
    throw new AppError('conflict', `The user '${user.name}' is disabled. Create another user.`);
  }

  function entry(input: {
    action: AuditAction;
    workspaceId: string | null;
    subject: string;
    detail?: AuditEntry['detail'];
  }): AuditEntry {
    return { at: now(), actor: 'operator', detail: {}, ...input };
  }

  return {
    async userCreate(input: { workspace: string; name: string; permissions: readonly string[] }) {
      const { id: workspaceId } = await findWorkspace(accounts, input.workspace);
      const name = readName('name', input.name);
      const permissions = readPermissions(input.permissions);
      const user: User = { id: newId(), workspaceId, name, permissions, createdAt: now(), disabledAt: null };
      const detail = { permissions: permissions.join(' ') };
      await accounts.createUser(
        user,
        entry({ action: 'user.created', workspaceId, subject: user.id, detail }),
      );
      return { userId: user.id, name, permissions };
    },

    /** Ends the user's tokens and open uploads with it. A second time changes nothing. */
    async userDisable(idOrName: string) {
      const { id, workspaceId, name, permissions, disabledAt } = await findUser(idOrName);
      const audit = entry({ action: 'user.disabled', workspaceId, subject: id });
      const closedUploads = disabledAt === null ? await accounts.disableUser(id, audit.at, audit) : 0;
      return { userId: id, name, permissions, closedUploads };
    },

    /** @param input.expiresInSeconds null = never */
    async tokenCreate(input: { user: string; expiresInSeconds: number | null }) {
      const { id: userId, workspaceId } = await findActiveUser(input.user);
      const lifetime =
        input.expiresInSeconds === null
          ? null
          : readWhole('expires-in (seconds)', input.expiresInSeconds, { min: 1, max: MAX_TOKEN_SECONDS });
      const token = formatSecret('token', randomBytes(SECRET_BYTES));
      const createdAt = now();
      const expiresAt = lifetime === null ? null : createdAt + lifetime * 1000;
      const id = newId();
      await accounts.createToken(
        { id, userId, hash: secretHash(token), createdAt, expiresAt, revokedAt: null, lastUsedAt: null },
        entry({ action: 'token.created', workspaceId, subject: id, detail: { userId, expiresAt } }),
      );
      return { token, tokenId: id, expiresAt: timestamp(expiresAt) };
    },

    async tokenList(workspace: string | undefined) {
      const workspaceId = workspace === undefined ? undefined : (await findWorkspace(accounts, workspace)).id;
      return (await accounts.listTokens({ workspaceId, now: now() })).map((token) => ({
        tokenId: token.id,
        workspaceId: token.workspaceId,
        userName: token.userName,
        createdAt: timestamp(token.createdAt),
        expiresAt: timestamp(token.expiresAt),
        revokedAt: timestamp(token.revokedAt),
        lastUsedAt: timestamp(token.lastUsedAt),
        parentTokenId: token.parentTokenId,
      }));
    },

    /** Ends the token and closes the open uploads issued with it. */
    async tokenRevoke(tokenId: string) {
      const token = await accounts.findToken(tokenId);
      const workspaceId = token?.workspaceId ?? null;
      const audit = entry({ action: 'token.revoked', workspaceId, subject: tokenId });
      const closedUploads =
        token === undefined ? undefined : await accounts.revokeToken(tokenId, audit.at, audit);
      if (closedUploads !== undefined) return { tokenId, closedUploads };
      throw new AppError(
        'not_found',
        "There is no token with this id. 'admin token list' shows the ids; the token itself is none.",
      );
    },

    async clientSecretCreate(input: { user: string }) {
      const { id: userId, workspaceId } = await findActiveUser(input.user);
      const clientSecret = formatSecret('clientSecret', randomBytes(SECRET_BYTES));
      const id = newId();
      const createdAt = now();
      await accounts.createClientSecret(
        { id, userId, hash: secretHash(clientSecret), createdAt, revokedAt: null },
        entry({ action: 'client_secret.created', workspaceId, subject: id, detail: { userId } }),
      );
      return { clientSecret, clientSecretId: id };
    },

    async clientSecretRevoke(clientSecretId: string) {
      const at = now();
      const audit = {
        at,
        actor: 'operator',
        action: 'client_secret.revoked',
        subject: clientSecretId,
      } as const;
      if (await accounts.revokeClientSecret(clientSecretId, at, { ...audit, detail: {} }))
        return { clientSecretId };
      throw new AppError(
        'not_found',
        'There is no client secret in use with this id. The secret itself is no id.',
      );
    },
  };
}
