import { type Check, type Finding, fine, mend } from './doctor.ts';

/** How a database server is set up, as far as promises hang on it. */
export interface ServerFacts {
  readonly wall: {
    /** The role that work of one workspace takes on; whether it can; and who else may. */
    readonly role: string;
    readonly stands: boolean;
    readonly othersToo: readonly string[];
  };
  /** How many hosts the URL names, and whether commits wait for a standby. */
  readonly hosts: number;
  readonly isSynchronous: boolean;
  readonly poolsTransactions: boolean;
}

/** @param examine null where there is nothing to judge yet */
export function checkDatabaseServer(examine: () => Promise<ServerFacts | null>): Check {
  return {
    name: 'database server',
    async run() {
      const facts = await examine();
      return facts === null ? [] : judgeDatabaseServer(facts);
    },
  };
}

export function judgeDatabaseServer({
  wall,
  hosts,
  isSynchronous,
  poolsTransactions,
}: ServerFacts): readonly Finding[] {
  return [
    judgeIsolation(wall),
    ...(hosts > 1 ? [judgeFailover(isSynchronous)] : []),
    ...(poolsTransactions ? [POOLED] : []),
  ];
}

function judgeIsolation({ role, stands, othersToo }: ServerFacts['wall']): Finding {
  const check = 'isolation of workspaces';
  if (!stands) {
    return mend(check, 'warning', {
      found: `by the conditions of every statement alone: the database user may not take on the role ${role}`,
      remedy: `As a superuser, run CREATE ROLE ${role} NOLOGIN; and GRANT ${role} TO the user of GST_INTAKE_DATABASE_URL; then restart the servers.`,
    });
  }
  if (othersToo.length > 0) {
    const names = othersToo.join(', ');
    return mend(check, 'warning', {
      found: `other database users may take on the role ${role}, and read every workspace: ${names}`,
      remedy: `As a superuser, run REVOKE ${role} FROM ${names};`,
    });
  }
  return fine(check, 'by the conditions of every statement, and by row-level security');
}

function judgeFailover(isSynchronous: boolean): Finding {
  const check = 'failover';
  if (isSynchronous) return fine(check, 'commits wait for a standby');
  return mend(check, 'warning', {
    found:
      'GST_INTAKE_DATABASE_URL names several hosts, and no commit waits for a standby: a failover loses what was answered as done',
    remedy: 'Set synchronous_standby_names on the primary, or live with that: docs/guide/operating.md.',
  });
}

const POOLED = mend('pooler', 'warning', {
  found:
    'a pooler hands database connections around from transaction to transaction: time-outs and synchronous_commit that we set reach others, and not us',
  remedy: 'Let it pool sessions (PgBouncer: pool_mode = session), or go past it.',
});
