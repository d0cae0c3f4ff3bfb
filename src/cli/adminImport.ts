import type { Command } from 'commander';
import type { AdminFlags } from './adminCommand.ts';
import type { CompanyImportJson, ImportedCompanyJson } from './bodies.ts';
import { addOperatorCommand, type CommandContext, operatorFlags } from './context.ts';
import { EndedBadly } from './exit.ts';
import type { CommandIo } from './io.ts';
import { countInWords, note, printNdjson, printTable } from './output.ts';

interface ImportFlags extends AdminFlags {
  readonly update?: boolean;
  readonly dryRun?: boolean;
  readonly tokensTo?: string;
  readonly template?: boolean;
}

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
A list may be given again: companies that are there as their row has them stay untouched.`,
  })
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--update', 'change workspaces that are there and differ from their row; else they are refused')
    .option(
      '--tokens-to <file>',
      'write the tokens into a new file that only you can read, and do not print them',
    )
    .option('--template', 'print a list to fill in, with an example')
    .action(async (file: string | undefined, flags: ImportFlags) => {
      const { admin } = await openBodies(operatorFlags(flags));
      if (flags.template === true) {
        io.stdout.write(await admin.companyTemplate());
        return;
      }
      if (file === undefined)
        throw new EndedBadly(2, 'Error: name the list to import, or print one with --template.');
      const { dryRun = false, update = false, tokensTo } = flags;
      note(io, `Reading ${file} …`);
      const result = await admin.workspaceImport(file, { dryRun, update, tokensTo });
      for (const notice of result.notices) note(io, notice);
      if (result.problems.length > 0) refuse(io, result, flags);
      tell(io, result.companies, flags);
    });
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
  else {
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
  if (tokens === 0) return;
  note(
    io,
    tokensTo === undefined
      ? 'The tokens are shown this once and stored nowhere.'
      : `${countInWords(tokens, 'token')} in ${tokensTo}: hand them out, then remove it.`,
  );
}
