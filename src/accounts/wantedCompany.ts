import { AppError } from '../errors.ts';
import type { AdministrationPorts } from './administration.ts';
import { readLicense, readQuota } from './administrationInput.ts';
import type { CompanyColumn, CompanyInput } from './companyColumns.ts';
import type { License } from './license.ts';
import type { Permission } from './permission.ts';
import type { Company } from './ports.ts';
import { UNLIMITED_QUOTA } from './quota.ts';
import { DEFAULT_WORKSPACE_SETTINGS } from './workspace.ts';
import { changedWorkspace } from './workspaceInput.ts';

export type PlanningPorts = Omit<AdministrationPorts, 'accounts'>;

/** Says what is wrong with a cell of the row. */
export type TellProblem = (column: CompanyColumn, found: string | AppError) => void;

/** A company as its row has it. */
export interface Wanted extends Omit<Company, 'users'> {
  /** Undefined where no user is named. */
  readonly user: { readonly name: string; readonly permissions: readonly Permission[] } | undefined;
  readonly wantsToken: boolean;
  readonly tokenSeconds: number | null;
}

export function companyAfter(
  before: Company | undefined,
  input: CompanyInput & { readonly name: string },
  { problem, ports }: { readonly problem: TellProblem; readonly ports: PlanningPorts },
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

function checkUser({ user, permissions, token }: CompanyInput, problem: TellProblem): boolean {
  if (user !== undefined) return true;
  const lost = token === true ? 'token' : permissions === undefined ? undefined : 'permissions';
  if (lost === undefined) return true;
  problem(lost, "It belongs to a user: name one in the column 'user', or leave this cell empty.");
  return false;
}

function attempt<T>(column: CompanyColumn, problem: TellProblem, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problem(column, error);
    return undefined;
  }
}
