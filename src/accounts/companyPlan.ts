import { timestamp } from './administrationInput.ts';
import { entries, type MadeToken, newToken, newUser, userAudits } from './companyAccess.ts';
import { type CompanyColumn, readCompany } from './companyColumns.ts';
import type { AccountStore, Company, NewCompany, QuotaChange, User } from './ports.ts';
import { companyAfter, type PlanningPorts, type TellProblem, type Wanted } from './wantedCompany.ts';
import { DEFAULT_WORKSPACE_SETTINGS } from './workspace.ts';

/** One row of a list of companies. */
export interface CompanyRow {
  /** As spreadsheet programs number it. */
  readonly row: number;
  readonly cells: ReadonlyMap<CompanyColumn, string>;
}

export interface ImportedCompany {
  readonly row: number;
  readonly action: 'created' | 'updated' | 'unchanged';
  readonly workspaceId: string;
  readonly name: string;
  readonly userId: string | null;
  readonly userName: string | null;
  readonly tokenId: string | null;
  /** Told here and never again. */
  readonly token: string | null;
  readonly expiresAt: string | null;
}

export interface Planned {
  readonly told: ImportedCompany;
  /** A token is asked for, and none is made: its user is there already. */
  readonly isTokenless?: boolean;
  /** What is written, in the transaction that read what was there. */
  readonly write: (accounts: AccountStore) => Promise<void>;
  readonly created?: NewCompany;
  /** Set with those of the other rows at the end, since URLs wait from then on until the commit. */
  readonly quota?: QuotaChange | undefined;
}

export interface PlannedRow {
  readonly row: CompanyRow;
  readonly known: ReadonlyMap<string, Company>;
  /** Row by name. */
  readonly seen: Map<string, number>;
  readonly update: boolean;
  readonly problem: TellProblem;
}

export function planRow(of: PlannedRow, ports: PlanningPorts): Planned | undefined {
  const { row, known, seen, problem } = of;
  const input = readCompany(row.cells, problem);
  if (input.name === undefined) {
    if ((row.cells.get('name') ?? '') === '')
      problem('name', 'The company has no name. Write one, or take the row out.');
    return undefined;
  }
  const earlier = seen.get(input.name);
  if (earlier !== undefined) {
    problem('name', `Row ${earlier} has this name, too. Give each company one row and a name of its own.`);
    return undefined;
  }
  seen.set(input.name, row.row);
  const before = known.get(input.name);
  const after = companyAfter(before, { ...input, name: input.name }, { ...of, ports });
  if (after === undefined) return undefined;
  return before === undefined ? planNew(of, after, ports) : planKnown(of, { before, after }, ports);
}

function planNew({ row }: PlannedRow, wanted: Wanted, ports: PlanningPorts): Planned {
  const { workspace, license, quota } = wanted;
  const user = wanted.user && newUser(workspace.id, wanted.user, ports);
  const made = user && wanted.wantsToken ? newToken(user, wanted.tokenSeconds, ports) : undefined;
  const entry = entries(workspace.id, ports);
  const audits = [
    entry('workspace.created', workspace.id, {}),
    ...(license.from === null && license.until === null
      ? []
      : [entry('license.set', workspace.id, { ...license })]),
    ...(isLimited(quota) ? [entry('quota.set', workspace.id, { ...quota })] : []),
    ...userAudits(entry, user, made?.token),
  ];
  return {
    told: told(row, 'created', { workspace, user, made }),
    write: async () => undefined,
    created: {
      workspace,
      license,
      quota: isLimited(quota) ? quota : null,
      user: user ?? null,
      token: made?.token ?? null,
      audits,
    },
  };
}

function planKnown(
  of: PlannedRow,
  { before, after }: { readonly before: Company; readonly after: Wanted },
  ports: PlanningPorts,
): Planned | undefined {
  const { workspace, quota } = after;
  const { id } = workspace;
  const knownUser = before.users.find(({ name }) => name === after.user?.name);
  const fields = changedFields(before, after);
  const isTokenless = after.wantsToken && knownUser !== undefined;
  const user = after.user && knownUser === undefined ? newUser(id, after.user, ports) : undefined;
  if (
    knownUser !== undefined &&
    differs(knownUser.permissions, after.user?.permissions) &&
    of.row.cells.get('permissions')
  ) {
    of.problem(
      'permissions',
      `The user has others already (${knownUser.permissions.join(' ')}), and they cannot be changed: name another user.`,
    );
    return undefined;
  }
  if (fields.length === 0 && user === undefined) {
    return {
      told: told(of.row, 'unchanged', { workspace, user: knownUser }),
      isTokenless,
      write: async () => undefined,
    };
  }
  if (!of.update) {
    const what = [...fields, ...(user === undefined ? [] : ['user'])].join(', ');
    of.problem(
      'name',
      `This workspace is there already and differs in: ${what}. Add --update to change it, or take the row out.`,
    );
    return undefined;
  }
  const made = user && after.wantsToken ? newToken(user, after.tokenSeconds, ports) : undefined;
  const entry = entries(id, ports);
  return {
    told: told(of.row, 'updated', { workspace, user: user ?? knownUser, made }),
    isTokenless,
    write: (accounts) => writeChanges(after, { fields, user, made }, { accounts, ports }),
    quota: fields.includes('quota')
      ? { workspaceId: id, quota, audit: entry('quota.set', id, { ...quota }) }
      : undefined,
  };
}

/** All that a row changes but its quota, which is set with those of the other rows. */
async function writeChanges(
  { workspace, license }: Wanted,
  {
    fields,
    user,
    made,
  }: {
    readonly fields: readonly string[];
    readonly user: User | undefined;
    readonly made: MadeToken | undefined;
  },
  { accounts, ports }: { readonly accounts: AccountStore; readonly ports: PlanningPorts },
): Promise<void> {
  const { id } = workspace;
  const entry = entries(id, ports);
  const own = fields.filter((field) => field !== 'license' && field !== 'quota');
  if (own.length > 0) {
    await accounts.updateWorkspace(workspace, entry('workspace.updated', id, { fields: own.join(' ') }));
  }
  if (fields.includes('license'))
    await accounts.setLicense(id, license, entry('license.set', id, { ...license }));
  const [userAudit, tokenAudit] = userAudits(entry, user, made?.token);
  if (user && userAudit) await accounts.createUser(user, userAudit);
  if (made && tokenAudit) await accounts.createToken(made.token, tokenAudit);
}

function changedFields(before: Company, after: Wanted): string[] {
  const { workspace, license, quota } = before;
  const settings = Object.keys(DEFAULT_WORKSPACE_SETTINGS) as (keyof typeof DEFAULT_WORKSPACE_SETTINGS)[];
  return [
    ...(differs(workspace.gstins, after.workspace.gstins) ? ['gstins'] : []),
    ...settings.filter((name) => workspace.settings[name] !== after.workspace.settings[name]),
    ...(workspace.retentionDays === after.workspace.retentionDays ? [] : ['retentionDays']),
    ...(license.from === after.license.from && license.until === after.license.until ? [] : ['license']),
    ...(differs(Object.values(quota), Object.values(after.quota)) ? ['quota'] : []),
  ];
}

function differs(one: readonly unknown[], other: readonly unknown[] | undefined): boolean {
  return JSON.stringify([...one].sort()) !== JSON.stringify([...(other ?? [])].sort());
}

function isLimited({ limit, bytesLimit }: Company['quota']): boolean {
  return limit !== null || bytesLimit !== null;
}

function told(
  { row }: CompanyRow,
  action: ImportedCompany['action'],
  {
    workspace,
    user,
    made,
  }: Pick<Company, 'workspace'> & {
    readonly user: User | undefined;
    readonly made?: MadeToken | undefined;
  },
): ImportedCompany {
  return {
    row,
    action,
    workspaceId: workspace.id,
    name: workspace.name,
    userId: user?.id ?? null,
    userName: user?.name ?? null,
    tokenId: made?.token.id ?? null,
    token: made?.secret ?? null,
    expiresAt: timestamp(made?.token.expiresAt ?? null),
  };
}
