import type { AdministrationPorts } from './administration.ts';
import type { AuditAction, AuditEntry } from './audit.ts';
import type { Token, User } from './ports.ts';
import { formatSecret, secretHash } from './token.ts';

const SECRET_BYTES = 32;

type AccessPorts = Omit<AdministrationPorts, 'accounts'>;

export function newUser(
  workspaceId: string,
  { name, permissions }: Pick<User, 'name' | 'permissions'>,
  { newId, now }: AccessPorts,
): User {
  return { id: newId(), workspaceId, name, permissions, createdAt: now(), disabledAt: null };
}

export interface MadeToken {
  readonly secret: string;
  readonly token: Token;
}

export function newToken(user: User, seconds: number | null, ports: AccessPorts): MadeToken {
  const secret = formatSecret('token', ports.randomBytes(SECRET_BYTES));
  const createdAt = ports.now();
  const expiresAt = seconds === null ? null : createdAt + seconds * 1000;
  const facts = { createdAt, expiresAt, revokedAt: null, lastUsedAt: null };
  return { secret, token: { id: ports.newId(), userId: user.id, hash: secretHash(secret), ...facts } };
}

export type Entry = (action: AuditAction, subject: string, detail: AuditEntry['detail']) => AuditEntry;

export function entries(workspaceId: string, { now }: AccessPorts): Entry {
  return (action, subject, detail) => ({
    at: now(),
    workspaceId,
    actor: 'operator',
    action,
    subject,
    detail,
  });
}

export function userAudits(entry: Entry, user: User | undefined, token: Token | undefined): AuditEntry[] {
  return [
    ...(user ? [entry('user.created', user.id, { permissions: user.permissions.join(' ') })] : []),
    ...(token
      ? [entry('token.created', token.id, { userId: token.userId, expiresAt: token.expiresAt })]
      : []),
  ];
}
