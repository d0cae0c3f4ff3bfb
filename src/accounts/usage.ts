import { AppError } from '../errors.ts';
import { readDate, refused } from './administrationInput.ts';
import type { Calendar } from './calendar.ts';
import type { AccountStore } from './ports.ts';
import { findWorkspace } from './workspaceAdministration.ts';

/** What one workspace did with the URLs that were issued to it in a time, and what is kept of it now. */
export interface Usage {
  readonly urlsIssued: number;
  readonly uploadsLanded: number;
  readonly bytesLanded: number;
  /** By state. */
  readonly activities: Readonly<Record<string, number>>;
  /** Of all files that were judged to their end, undone since or not. */
  readonly rowsValid: number;
  readonly rowsInvalid: number;
  /** Of the activities that count. */
  readonly documents: number;
  /** Uploaded files and files to hand out, whenever they came. */
  readonly filesKept: number;
  readonly bytesKept: number;
}

export const NO_USAGE: Usage = {
  urlsIssued: 0,
  uploadsLanded: 0,
  bytesLanded: 0,
  activities: {},
  rowsValid: 0,
  rowsInvalid: 0,
  documents: 0,
  filesKept: 0,
  bytesKept: 0,
};

export interface UsageQuery {
  /** Epoch milliseconds, the end not included. */
  readonly start: number;
  readonly end: number;
  /** Absent: of all. */
  readonly workspaceId?: string;
}

/** Dates as `yyyy-mm-dd` and months as `yyyy-mm`, in the calendar's time zone; both ends included. */
export interface UsageInput {
  readonly workspace?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly month?: string | undefined;
}

const OUTCOMES = ['queued', 'running', 'completed', 'refused', 'failed', 'discarded'];

/** One entry per workspace, by name; without dates those of the current month. @throws AppError input_invalid, not_found */
export async function usage(
  input: UsageInput,
  {
    accounts,
    calendar,
    now,
  }: {
    readonly accounts: Pick<AccountStore, 'findWorkspace' | 'listWorkspaces' | 'usage'>;
    readonly calendar: Calendar;
    readonly now: number;
  },
) {
  const { from, until } = daysOf(input, calendar.today(now));
  const workspaces =
    input.workspace === undefined
      ? await accounts.listWorkspaces()
      : [await findWorkspace(accounts, input.workspace)];
  const [only] = input.workspace === undefined ? [] : workspaces;
  const found = await accounts.usage({
    start: calendar.startOf(from),
    end: calendar.startOf(dayAfter(until)),
    ...(only === undefined ? {} : { workspaceId: only.id }),
  });
  return workspaces
    .map(({ id, name }) => {
      const { activities, ...counts } = found.get(id) ?? NO_USAGE;
      const outcomes = OUTCOMES.map((state) => [state, activities[state] ?? 0] as const);
      return { workspaceId: id, name, from, until, ...counts, activities: Object.fromEntries(outcomes) };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function daysOf({ from, until, month }: UsageInput, today: string): { from: string; until: string } {
  if (month === undefined) {
    const last = until === undefined ? today : readDate('until', until);
    const first = from === undefined ? `${last.slice(0, 7)}-01` : readDate('from', from);
    if (last < first) throw refused('until', last, `${first} (from) or later`);
    return { from: first, until: last };
  }
  if (from !== undefined || until !== undefined) {
    throw new AppError('input_invalid', 'Give either a month or dates, not both.');
  }
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) throw refused('month', month, 'a month as yyyy-mm');
  const first = `${month}-01`;
  const following = new Date(`${first}T00:00:00Z`);
  following.setUTCMonth(following.getUTCMonth() + 1, 0);
  return { from: first, until: following.toISOString().slice(0, 10) };
}

function dayAfter(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}
