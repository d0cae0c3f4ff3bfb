import type { Command } from 'commander';
import type { UsageJson } from './adminBodies.ts';
import { type AdminFlags, addAdminCommand } from './adminCommand.ts';
import type { CommandContext } from './context.ts';
import { bytesInWords, grouped, note, printNdjson, printTable } from './output.ts';

interface UsageFlags extends AdminFlags {
  readonly workspace?: string;
  readonly from?: string;
  readonly until?: string;
  readonly month?: string;
}

const COLUMNS = [
  'WORKSPACE',
  'URLS',
  'UPLOADS',
  'BYTES',
  'ROWS OK',
  'ROWS REFUSED',
  'DOCUMENTS',
  'COMPLETED',
  'REFUSED',
  'FAILED',
  'DISCARDED',
  'OPEN',
  'FILES KEPT',
  'BYTES KEPT',
];

export function addUsageCommand(admin: Command, context: CommandContext): void {
  const { io } = context;
  addAdminCommand<UsageFlags, UsageJson[]>(admin, context, {
    usage: 'usage',
    summary: 'show what each workspace used; --json prints one a line',
    examples: [
      'gst-intake admin usage',
      'gst-intake admin usage --month 2026-11 --json',
      'gst-intake admin usage --workspace "Sharma Traders" --from 2026-04-01 --until 2027-03-31',
    ],
    notes: `Counted are the URLs that were issued in this time, in the time zone setting, and what came of them whenever it came. What is
kept is what is kept now. Without dates: the current month.`,
    options: (command) =>
      command
        .option('--workspace <workspace>', 'id or name (default: all)')
        .option('--month <month>', 'a month as yyyy-mm')
        .option('--from <date>', 'first day as yyyy-mm-dd')
        .option('--until <date>', 'last day as yyyy-mm-dd (default: today)'),
    run: (bodies, { workspace, from, until, month }) => bodies.usage({ workspace, from, until, month }),
    tell: (used) => {
      const sorted = used.toSorted((one, other) => other.bytesLanded - one.bytesLanded);
      printTable(io, COLUMNS, (used.length > 1 ? [...sorted, sumOf(used)] : sorted).map(cellsOf));
      const [first] = used;
      if (first !== undefined) note(io, `From ${first.from} to ${first.until}, both included.`);
    },
    printJson: (used) => printNdjson(io, used),
  });
}

type UsageCells = Omit<UsageJson, 'workspaceId' | 'from' | 'until'>;

function sumOf(used: readonly UsageJson[]): UsageCells {
  const sum = (count: (each: UsageJson) => number) => used.reduce((total, each) => total + count(each), 0);
  const states = new Set(used.flatMap(({ activities }) => Object.keys(activities)));
  return {
    name: 'ALL',
    urlsIssued: sum((each) => each.urlsIssued),
    uploadsLanded: sum((each) => each.uploadsLanded),
    bytesLanded: sum((each) => each.bytesLanded),
    rowsValid: sum((each) => each.rowsValid),
    rowsInvalid: sum((each) => each.rowsInvalid),
    documents: sum((each) => each.documents),
    filesKept: sum((each) => each.filesKept),
    bytesKept: sum((each) => each.bytesKept),
    activities: Object.fromEntries(
      [...states].map((state) => [state, sum(({ activities }) => activities[state] ?? 0)]),
    ),
  };
}

function cellsOf(used: UsageCells): string[] {
  const { activities } = used;
  const count = (state: string) => activities[state] ?? 0;
  return [
    used.name,
    grouped(used.urlsIssued),
    grouped(used.uploadsLanded),
    bytesInWords(used.bytesLanded),
    grouped(used.rowsValid),
    grouped(used.rowsInvalid),
    grouped(used.documents),
    grouped(count('completed')),
    grouped(count('refused')),
    grouped(count('failed')),
    grouped(count('discarded')),
    grouped(count('queued') + count('running')),
    grouped(used.filesKept),
    bytesInWords(used.bytesKept),
  ];
}
