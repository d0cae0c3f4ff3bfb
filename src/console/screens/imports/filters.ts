import type { ActivityFilter, ActivityState, TemplateType } from '../../../client/index.ts';

/** As the page's address holds them. */
export interface ImportFilters {
  /** None: all. */
  readonly states: readonly ActivityState[];
  readonly register: TemplateType | null;
  /** Part of the file's name; '' for any. */
  readonly text: string;
  /** First and last day, `yyyy-mm-dd`. */
  readonly from: string | null;
  readonly to: string | null;
  readonly userId: string | null;
}

export const NO_FILTERS: ImportFilters = {
  states: [],
  register: null,
  text: '',
  from: null,
  to: null,
  userId: null,
};

export const STATES = [
  'waiting',
  'checking',
  'done',
  'done_with_errors',
  'file_refused',
  'failed',
  'discarded',
] as const satisfies readonly ActivityState[];

const REGISTERS = ['sales', 'purchase'] as const;
const LONGEST_TEXT = 200;

/** What cannot be meant is left out: an old or mistyped link still shows a list. @param search of the page's address */
export function readFilters(search: string): ImportFilters {
  const given = new URLSearchParams(search);
  const named = new Set((given.get('state') ?? '').split(','));
  const text = (given.get('search') ?? '').toWellFormed().trim();
  return {
    states: STATES.filter((state) => named.has(state)),
    register: REGISTERS.find((register) => register === given.get('register')) ?? null,
    text: [...text].slice(0, LONGEST_TEXT).join(''),
    from: dayOf(given.get('from')),
    to: dayOf(given.get('to')),
    userId: given.get('who') || null,
  };
}

/** The query of the address, without `?`; '' where nothing is filtered. Equal filters have equal queries. */
export function writeFilters(filters: ImportFilters): string {
  const { states, register, text, from, to, userId } = filters;
  const query = new URLSearchParams();
  if (states.length > 0) query.set('state', STATES.filter((state) => states.includes(state)).join(','));
  if (register !== null) query.set('register', register);
  if (text !== '') query.set('search', text);
  if (from !== null) query.set('from', from);
  if (to !== null) query.set('to', to);
  if (userId !== null) query.set('who', userId);
  return query.toString().replaceAll('%2C', ',');
}

/** How many kinds of filter are set, those of days together. */
export function countFilters({ states, register, text, from, to, userId }: ImportFilters): number {
  const isSet = [
    states.length > 0,
    register !== null,
    text !== '',
    from !== null || to !== null,
    userId !== null,
  ];
  return isSet.filter(Boolean).length;
}

/** As the client asks the server. */
export function toActivityFilter(filters: ImportFilters): ActivityFilter {
  const { states, register, text, from, to, userId } = filters;
  return {
    ...(states.length > 0 ? { states } : {}),
    ...(register === null ? {} : { templateType: register }),
    ...(text === '' ? {} : { search: text }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(userId === null ? {} : { userId }),
  };
}

function dayOf(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? text : null;
}
