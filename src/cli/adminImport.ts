import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { CompanyImportJson, ImportedCompanyJson } from './adminBodies.ts';
import type { AdminFlags } from './adminCommand.ts';
import { addOperatorCommand, type CommandContext, operatorFlags } from './context.ts';
import { EndedBadly } from './exit.ts';
import type { CommandIo } from './io.ts';
import { countInWords, note, printLine, printNdjson, printTable } from './output.ts';

const TOKEN_COLUMNS = ['name', 'workspace_id', 'user', 'token_id', 'token', 'expires_at'];

interface ImportFlags extends AdminFlags {
  readonly update?: boolean;
  readonly dryRun?: boolean;
  readonly tokensTo?: string;
  readonly template?: boolean;
  readonly ignoreColumns?: boolean;
}

/** Of a file name: standard input or output. */
const STANDARD = '-';

export function addImportCommand(workspace: Command, { io, openBodies }: CommandContext): void {
  addOperatorCommand(workspace, {
    usage: 'import [file]',
    summary:
      'make workspaces, users and tokens of a list of companies, CSV or a workbook: all of it or nothing',
    examples: [
      'gst-intake admin workspace import --template > companies.csv',
      'gst-intake admin workspace import companies.csv --dry-run',
      'gst-intake admin workspace import companies.csv --tokens-to tokens.csv',
    ],
    notes: `One row a company; only the column 'name' must be there, an empty cell leaves a setting as it is, 'none' takes it back.
A list may be given again: companies that are there as their row has them stay untouched. Take companies that were erased out of
it: nothing knows their names any more, and they would be made anew. The file '-' is standard input:
  gst-intake admin workspace import - --tokens-to - < companies.csv > tokens.csv`,
  })
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--update', 'change workspaces that are there and differ from their row; else they are refused')
    .option(
      '--tokens-to <file>',
      "write the tokens into a new file that only you can read, and do not print them; '-' prints them as CSV, and nothing else",
    )
    .option('--ignore-columns', 'leave columns aside whose names mean nothing here; else they are refused')
    .option('--template', 'print a list to fill in, with an example')
    .action(async (file: string | undefined, flags: ImportFlags) => {
      const { admin } = await openBodies(operatorFlags(flags));
      if (flags.template === true) {
        io.stdout.write(await admin.companyTemplate());
        return;
      }
      if (file === undefined)
        throw new EndedBadly(2, 'Error: name the list to import, or print one with --template.');
      const { dryRun = false, update = false, ignoreColumns = false, tokensTo, json } = flags;
      const printsTokens = tokensTo === STANDARD;
      if (printsTokens && json === true) {
        throw new EndedBadly(2, 'Error: --json prints the tokens already: leave --tokens-to - out.');
      }
      const isPiped = file === STANDARD;
      note(io, `Reading ${isPiped ? 'standard input' : file} …`);
      const result = await admin.workspaceImport(isPiped ? await buffer(io.stdin) : file, {
        dryRun,
        update,
        ignoreColumns,
        tokensTo: printsTokens ? undefined : tokensTo,
      });
      for (const notice of result.notices) note(io, notice);
      if (result.problems.length > 0) refuse(io, result, flags);
      if (printsTokens) printTokens(io, result.companies);
      tell(io, result.companies, flags);
    });
}

function printTokens(io: CommandIo, companies: readonly ImportedCompanyJson[]): void {
  printLine(io, csvLine(TOKEN_COLUMNS));
  for (const { name, workspaceId, userName, tokenId, token, expiresAt } of companies) {
    if (token !== null) printLine(io, csvLine([name, workspaceId, userName, tokenId, token, expiresAt]));
  }
}

function csvLine(cells: readonly (string | null)[]): string {
  return cells.map((cell) => `"${(cell ?? '').replaceAll('"', '""')}"`).join(',');
}

function refuse(io: CommandIo, { problems }: CompanyImportJson, { json }: ImportFlags): never {
  if (json === true) printNdjson(io, problems);
  else {
    for (const { row, column, value, problem } of problems) {
      note(io, `row ${row}, ${column}${value === '' ? '' : ` '${value}'`}: ${problem}`);
    }
  }
  throw new EndedBadly(
    3,
    `Nothing was imported: ${countInWords(problems.length, 'problem')}. Mend the list and import it again.`,
  );
}

function tell(io: CommandIo, companies: readonly ImportedCompanyJson[], flags: ImportFlags): void {
  const { json, tokensTo, dryRun = false } = flags;
  const shown = tokensTo === undefined ? companies : companies.map((each) => ({ ...each, token: null }));
  if (json === true) printNdjson(io, shown);
  else if (tokensTo !== STANDARD) {
    printTable(
      io,
      ['ROW', 'NAME', 'WORKSPACE ID', '', 'USER', 'TOKEN'],
      shown.map(({ row, name, workspaceId, action, userName, token }) => [
        String(row),
        name,
        dryRun && action === 'created' ? '' : workspaceId,
        action,
        userName ?? '',
        token ?? '',
      ]),
    );
  }
  const count = (action: string) => companies.filter((each) => each.action === action).length;
  note(
    io,
    `${dryRun ? 'Would be: ' : ''}${count('created')} created, ${count('updated')} updated, ${count('unchanged')} there already.`,
  );
  const tokens = companies.filter(({ tokenId }) => tokenId !== null).length;
  if (tokensTo === undefined || tokensTo === STANDARD) {
    if (tokens > 0) note(io, 'The tokens are shown this once and stored nowhere.');
  } else if (!dryRun) {
    note(
      io,
      tokens === 0
        ? `No token was made, and no ${tokensTo}.`
        : `${countInWords(tokens, 'token')} in ${tokensTo}: hand them out, then remove it.`,
    );
  }
}
