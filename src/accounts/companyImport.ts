import type { AppError } from '../errors.ts';
import type { AdministrationPorts } from './administration.ts';
import { besideCell, COMPANY_COLUMNS, type CompanyColumn } from './companyColumns.ts';
import { type CompanyRow, type ImportedCompany, type Planned, planRow } from './companyPlan.ts';
import type { AccountStore, Company } from './ports.ts';
import type { PlanningPorts } from './wantedCompany.ts';

/** What stands in the way of importing a list, and where. */
export interface ImportProblem {
  readonly row: number;
  readonly column: string;
  readonly value: string;
  readonly problem: string;
}

export interface ImportResult {
  readonly problems: readonly ImportProblem[];
  readonly companies: readonly ImportedCompany[];
  /** Names of companies whose row asks for a token that is not made, since the user is there already. */
  readonly tokenless: readonly string[];
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
