import { AppError } from '../errors.ts';
import type { AdministrationPorts } from './administration.ts';
import { readLicense, readQuota, timestamp } from './administrationInput.ts';
import { entries, type MadeToken, newToken, newUser, userAudits } from './companyAccess.ts';
import {
  besideCell,
  COMPANY_COLUMNS,
  type CompanyColumn,
  type CompanyInput,
  readCompany,
} from './companyColumns.ts';
import type { License } from './license.ts';
import type { Permission } from './permission.ts';
import type { AccountStore, Company, NewCompany, QuotaChange, User } from './ports.ts';
import { UNLIMITED_QUOTA } from './quota.ts';
import { DEFAULT_WORKSPACE_SETTINGS } from './workspace.ts';
import { changedWorkspace } from './workspaceInput.ts';

/** One row of a list of companies. */
export interface CompanyRow {
  /** As spreadsheet programs number it. */
  readonly row: number;
  readonly cells: ReadonlyMap<CompanyColumn, string>;
}

/** What stands in the way of importing a list, and where. */
export interface ImportProblem {
  readonly row: number;
  readonly column: string;
  readonly value: string;
  readonly problem: string;
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

export interface ImportResult {
  readonly problems: readonly ImportProblem[];
  readonly companies: readonly ImportedCompany[];
  /** Names of companies whose row asks for a token that is not made, since the user is there already. */
  readonly tokenless: readonly string[];
}

interface Planned {
  readonly told: ImportedCompany;
  /** A token is asked for, and none is made: its user is there already. */
  readonly isTokenless?: boolean;
  /** What is written, in the transaction that read what was there. */
  readonly write: (accounts: AccountStore) => Promise<void>;
  readonly created?: NewCompany;
  /** Set with those of the other rows at the end, since URLs wait from then on until the commit. */
  readonly quota?: QuotaChange | undefined;
}

/**
 * Makes a list of companies workspaces of the store, which is a transaction: all, or none where there are problems. A row
 * whose workspace is there as the row has it changes nothing, so that a list may be given again.
 *
 * @param options.update whether workspaces that differ from their row are changed; else each is a problem
 * @param options.dryRun nothing is written
 */
export async function importCompanies(
  rows: readonly CompanyRow[],
  options: { readonly update: boolean; readonly dryRun: boolean },
  ports: AdministrationPorts,
): Promise<ImportResult> {
  const { problems, planned } = planAll(rows, await ports.accounts.companies(), { ...options, ports });
  if (problems.length > 0) return { problems, companies: [], tokenless: [] };
  if (!options.dryRun) await write(planned, ports.accounts);
  const told = planned.map((each) => each.told);
  const tokenless = planned.filter(({ isTokenless }) => isTokenless).map((each) => each.told.name);
  return { problems, companies: options.dryRun ? told.map(withoutSecrets) : told, tokenless };
}

/** What stands in the way of importing a list where there is no company yet. */
export function problemsOf(rows: readonly CompanyRow[], ports: PlanningPorts): readonly ImportProblem[] {
  return planAll(rows, [], { update: false, ports }).problems;
}

type PlanningPorts = Omit<AdministrationPorts, 'accounts'>;

function planAll(
  rows: readonly CompanyRow[],
  companies: readonly Company[],
  { update, ports }: { readonly update: boolean; readonly ports: PlanningPorts },
): { readonly problems: readonly ImportProblem[]; readonly planned: readonly Planned[] } {
  const problems: ImportProblem[] = [];
  const known = new Map(companies.map((each) => [each.workspace.name, each]));
  const seen = new Map<string, number>();
  const planned: Planned[] = [];
  for (const row of rows) {
    const problem = (column: CompanyColumn, found: string | AppError): void => {
      const value = row.cells.get(column) ?? '';
      const words = typeof found === 'string' ? found : besideCell(found, value);
      problems.push({ row: row.row, column: COMPANY_COLUMNS[column].header, value, problem: words });
    };
    const plan = planRow({ row, known, seen, update, problem }, ports);
    if (plan !== undefined) planned.push(plan);
  }
  return { problems, planned };
}

async function write(planned: readonly Planned[], accounts: AccountStore): Promise<void> {
  await accounts.createCompanies(planned.flatMap(({ created }) => created ?? []));
  for (const each of planned) await each.write(accounts);
  await accounts.setQuotas(planned.flatMap(({ quota }) => quota ?? []));
}

function withoutSecrets(company: ImportedCompany): ImportedCompany {
  return { ...company, token: null, tokenId: null, expiresAt: null };
}

interface Row {
  readonly row: CompanyRow;
  readonly known: ReadonlyMap<string, Company>;
  /** Row by name. */
  readonly seen: Map<string, number>;
  readonly update: boolean;
  readonly problem: (column: CompanyColumn, found: string | AppError) => void;
}

function planRow(of: Row, ports: PlanningPorts): Planned | undefined {
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

/** A company as its row has it. */
interface Wanted extends Omit<Company, 'users'> {
  /** Undefined where no user is named. */
  readonly user: { readonly name: string; readonly permissions: readonly Permission[] } | undefined;
  readonly wantsToken: boolean;
  readonly tokenSeconds: number | null;
}

function companyAfter(
  before: Company | undefined,
  input: CompanyInput & { readonly name: string },
  { problem, ports }: Pick<Row, 'problem'> & { readonly ports: PlanningPorts },
): Wanted | undefined {
  const { now, newId } = ports;
  const start: Omit<Company, 'users'> = before ?? {
    workspace: {
      id: newId(),
      name: input.name,
      gstins: [],
      settings: DEFAULT_WORKSPACE_SETTINGS,
      retentionDays: null,
      createdAt: now(),
    },
    license: { from: null, until: null },
    quota: UNLIMITED_QUOTA,
  };
  const { settings, gstins, retentionDays } = input;
  const workspace = attempt('gstins', problem, () =>
    changedWorkspace(
      start.workspace,
      { ...settings, ...(gstins && { gstins }), ...(retentionDays !== undefined && { retentionDays }) },
      ports,
    ),
  );
  const license = attempt('licenseUntil', problem, () => licenseAfter(start.license, input));
  const quota = attempt('quotaLimit', problem, () =>
    readQuota({
      limit: input.limit === undefined ? start.quota.limit : input.limit,
      per: input.per ?? start.quota.per,
      bytesLimit: input.bytesLimit === undefined ? start.quota.bytesLimit : input.bytesLimit,
    }),
  );
  const isWell = checkUser(input, problem);
  if (workspace === undefined || license === undefined || quota === undefined || !isWell) return undefined;
  const { user, permissions = ['invoice.create'], token = false, tokenSeconds = null } = input;
  return {
    workspace,
    license,
    quota,
    user: user === undefined ? undefined : { name: user, permissions },
    wantsToken: token,
    tokenSeconds,
  };
}

function licenseAfter(before: License, { licenseFrom, licenseUntil }: CompanyInput): License {
  return readLicense({
    from: licenseFrom === undefined ? before.from : licenseFrom,
    until: licenseUntil === undefined ? before.until : licenseUntil,
  });
}

function checkUser({ user, permissions, token }: CompanyInput, problem: Row['problem']): boolean {
  if (user !== undefined) return true;
  const lost = token === true ? 'token' : permissions === undefined ? undefined : 'permissions';
  if (lost === undefined) return true;
  problem(lost, "It belongs to a user: name one in the column 'user', or leave this cell empty.");
  return false;
}

function attempt<T>(column: CompanyColumn, problem: Row['problem'], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problem(column, error);
    return undefined;
  }
}

function planNew({ row }: Row, wanted: Wanted, ports: PlanningPorts): Planned {
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
  of: Row,
  { before, after }: { readonly before: Company; readonly after: Wanted },
  ports: PlanningPorts,
): Planned | undefined {
  const { workspace, license, quota } = after;
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
    async write(accounts) {
      const own = fields.filter((field) => field !== 'license' && field !== 'quota');
      if (own.length > 0) {
        await accounts.updateWorkspace(workspace, entry('workspace.updated', id, { fields: own.join(' ') }));
      }
      if (fields.includes('license'))
        await accounts.setLicense(id, license, entry('license.set', id, { ...license }));
      const [userAudit, tokenAudit] = userAudits(entry, user, made?.token);
      if (user && userAudit) await accounts.createUser(user, userAudit);
      if (made && tokenAudit) await accounts.createToken(made.token, tokenAudit);
    },
    quota: fields.includes('quota')
      ? { workspaceId: id, quota, audit: entry('quota.set', id, { ...quota }) }
      : undefined,
  };
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
