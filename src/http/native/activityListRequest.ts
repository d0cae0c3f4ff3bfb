import { hash } from 'node:crypto';
import type { Calendar } from '../../accounts/calendar.ts';
import type { ActivityState } from '../../contract/native.ts';
import { AppError } from '../../errors.ts';
import type { ActivityQuery, ListPlace } from '../../ingestion/activityLists.ts';
import { parseTemplateType } from '../../uploads/upload.ts';
import { decodeParameter } from '../query.ts';
import { OUTCOME_OF } from './activityView.ts';

const DEFAULT_LIMIT = 25;
const MOST = 100;
const MOST_CHARACTERS = 1_500;
const NAMES = ['state', 'templateType', 'search', 'from', 'to', 'userId', 'cursor', 'limit'] as const;
const STATES = Object.keys(OUTCOME_OF) as ActivityState[];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CURSOR = /^(\d{1,16})\.([0-9a-f]{24})\.([0-9a-f]{16})$/;

type Name = (typeof NAMES)[number];

/** A list that is asked for, and how its cursors are marked. */
export interface ListRequest {
  readonly query: ActivityQuery;
  cursorOf(place: ListPlace): string;
}

/** @throws AppError input_invalid with everything that is wrong */
export function parseListRequest(
  target: string,
  { workspaceId, calendar }: { readonly workspaceId: string; readonly calendar: Calendar },
): ListRequest {
  const problems: string[] = [];
  const given = parameters(target, NAMES, problems);
  const from = parseDay('from', given, problems);
  const to = parseDay('to', given, problems);
  if (from !== undefined && to !== undefined && from > to) {
    problems.push(`from=${from} is after to=${to}: send the earlier day as from.`);
  }
  const filters = {
    outcomes: parseStates(given.get('state'), problems),
    templateType: parseRegister(given.get('templateType'), problems),
    userId: given.get('userId') || null,
    search: parseSearch(given.get('search'), problems),
    from: from === undefined ? 0 : calendar.startOf(from),
    before: to === undefined ? Number.MAX_SAFE_INTEGER : calendar.window(calendar.startOf(to), 'day').end,
  };
  const list = hash('sha256', JSON.stringify([workspaceId, filters])).slice(0, 16);
  const query = {
    ...filters,
    after: parseCursor(given.get('cursor'), list, problems),
    limit: parseLimit(given.get('limit'), problems),
  };
  refuse(problems);
  return {
    query,
    cursorOf: ({ createdAt, activityId }) =>
      Buffer.from(`${createdAt}.${activityId}.${list}`).toString('base64url'),
  };
}

/** A call that takes no parameter. @throws AppError input_invalid */
export function assertNoParameters(target: string): void {
  const problems: string[] = [];
  parameters(target, [], problems);
  refuse(problems);
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new AppError('input_invalid', problems.join(' '));
}

function parameters<N extends string>(
  target: string,
  names: readonly N[],
  problems: string[],
): ReadonlyMap<N, string> {
  const found = new Map<N, string>();
  const start = target.indexOf('?');
  const pairs = start < 0 ? [] : target.slice(start + 1).split('&');
  for (const pair of pairs.filter((each) => each !== '')) {
    const [rawName = '', ...rest] = pair.split('=');
    const sent = decodeParameter(rawName);
    const name = names.find((each) => each === sent);
    const value = decodeParameter(rest.join('='));
    if (name === undefined) {
      const allowed = names.length === 0 ? 'this call takes none' : `allowed are ${names.join(', ')}`;
      problems.push(`There is no parameter ${shown(sent ?? rawName)}: ${allowed}.`);
    } else if (value === undefined || value.includes('\0') || !value.isWellFormed()) {
      problems.push(`${name} is not well percent-encoded UTF-8.`);
    } else if (found.has(name)) {
      problems.push(`${name} is given twice: send it once${name === 'state' ? ', with commas' : ''}.`);
    } else found.set(name, value);
  }
  return found;
}

function parseStates(text: string | undefined, problems: string[]): ActivityQuery['outcomes'] {
  const words = (text ?? '').split(',').map((word) => word.trim());
  const wanted = [...new Set(words.filter((word) => word !== ''))];
  const wrong = wanted.filter((word) => !STATES.some((state) => state === word));
  if (wrong.length > 0) {
    problems.push(`state=${shown(wrong.join(','))}: allowed are ${STATES.join(', ')}, several with commas.`);
  }
  // All of them are no filter.
  const states = STATES.filter((state) => wanted.includes(state));
  return states.length === STATES.length ? [] : states.map((state) => OUTCOME_OF[state]);
}

function parseRegister(text: string | undefined, problems: string[]): ActivityQuery['templateType'] {
  if (text === undefined || text === '') return null;
  const register = parseTemplateType(text);
  if (register === undefined) problems.push(`templateType=${shown(text)}: allowed are sales and purchase.`);
  return register ?? null;
}

function parseSearch(text: string | undefined, problems: string[]): string | null {
  const search = text?.trim() ?? '';
  if ([...search].length > MOST_CHARACTERS) {
    problems.push(`search has more than ${MOST_CHARACTERS} characters, as no file name has.`);
  }
  return search === '' ? null : search;
}

function parseDay(name: 'from' | 'to', given: ReadonlyMap<Name, string>, problems: string[]) {
  const text = given.get(name);
  if (text === undefined || text === '') return undefined;
  const at = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return text;
  problems.push(`${name}=${shown(text)}: must be a day, yyyy-mm-dd.`);
  return undefined;
}

function parseLimit(text: string | undefined, problems: string[]): number {
  if (text === undefined || text === '') return DEFAULT_LIMIT;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  problems.push(`limit=${shown(text)}: must be a whole number from 1 to ${MOST}.`);
  return DEFAULT_LIMIT;
}

function parseCursor(text: string | undefined, list: string, problems: string[]): ListPlace | null {
  if (text === undefined || text === '') return null;
  const [, at = '', activityId = '', ofList] = CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (ofList === list) return { createdAt: Number(at), activityId };
  problems.push(
    ofList === undefined
      ? 'cursor is none of ours: send next of the page before as it came, or leave it out.'
      : 'cursor belongs to another list: send it with the same filters as the page that it came with, or leave it out.',
  );
  return null;
}

const MOST_SHOWN = 60;

function shown(text: string): string {
  const characters = [...text];
  return `'${characters.length > MOST_SHOWN ? `${characters.slice(0, MOST_SHOWN).join('')}…` : text}'`;
}
