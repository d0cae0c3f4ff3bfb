import { AppError } from '../errors.ts';
import {
  InputRefused,
  isRealDate,
  readDate,
  readName,
  readPermissions,
  readRetention,
  readWindow,
  refused,
} from './administrationInput.ts';
import type { Window } from './calendar.ts';
import type { Permission } from './permission.ts';
import type { WorkspaceSettings } from './workspace.ts';

/** What one row of a list of companies gives; absent = as it is, or the default of a new one. */
export interface CompanyInput {
  name?: string;
  gstins?: readonly string[];
  settings: { -readonly [Name in keyof WorkspaceSettings]?: WorkspaceSettings[Name] };
  retentionDays?: number | null;
  licenseFrom?: string | null;
  licenseUntil?: string | null;
  limit?: number | null;
  per?: Window;
  bytesLimit?: number | null;
  user?: string;
  permissions?: readonly Permission[];
  token?: boolean;
  /** Null = for ever. */
  tokenSeconds?: number | null;
}

interface Column {
  /** As the template heads it. */
  readonly header: string;
  /** Other headers, in small letters and digits alone. */
  readonly alsoCalled: readonly string[];
  /** For the template. */
  readonly example: string;
  /** Puts a text that is not blank into the row. @throws AppError input_invalid */
  readonly read: (text: string, into: CompanyInput) => void;
}

/** The columns of a list of companies; only the name must be there. */
export const COMPANY_COLUMNS = {
  name: column(
    'name',
    ['workspace', 'company', 'companyname', 'legalname', 'tradename'],
    'Sharma Traders',
    (text, into) => {
      into.name = readName('name', text);
    },
  ),
  gstins: column(
    'gstins',
    ['gstin', 'gstinuin', 'gstnumber', 'gstnumbers'],
    '27AAPFU0939F1ZV 29AAFCD5862R1ZR',
    (text, into) => {
      into.gstins = isNone(text) ? [] : text.split(/[\s;,|]+/).filter((each) => each !== '');
    },
  ),
  licenseFrom: column('license_from', ['from', 'validfrom', 'licensedfrom'], '2026-04-01', (text, into) => {
    into.licenseFrom = unlessNone(text, (date) => civilDate('license_from', date));
  }),
  licenseUntil: column(
    'license_until',
    ['until', 'validuntil', 'licenseduntil'],
    '2027-03-31',
    (text, into) => {
      into.licenseUntil = unlessNone(text, (date) => civilDate('license_until', date));
    },
  ),
  quotaLimit: column('quota_limit', ['limit', 'quota', 'urls'], '1000', (text, into) => {
    into.limit = unlessNone(text, (count) => whole('quota_limit', count));
  }),
  quotaPer: column('quota_per', ['per', 'window'], 'month', (text, into) => {
    into.per = readWindow(text.toLowerCase());
  }),
  quotaBytes: column('quota_bytes', ['bytes'], '20GiB', (text, into) => {
    into.bytesLimit = unlessNone(text, (bytes) => size('quota_bytes', bytes));
  }),
  retentionDays: column('retention_days', ['retention'], '90', (text, into) => {
    into.retentionDays =
      text.toLowerCase() === 'default' ? null : readRetention(whole('retention_days', text));
  }),
  user: column('user', ['username', 'login'], 'erp', (text, into) => {
    into.user = readName('user', text);
  }),
  permissions: column('permissions', ['permission', 'rights'], 'invoice.create', (text, into) => {
    into.permissions = readPermissions(text.split(/[\s;,|]+/).filter((each) => each !== ''));
  }),
  token: column('token', ['wanttoken', 'maketoken'], 'yes', (text, into) => {
    into.token = yesOrNo('token', text);
  }),
  tokenExpires: column('token_expires_in', ['tokenexpires', 'expiresin'], '365d', (text, into) => {
    into.tokenSeconds = unlessNone(text, (time) => duration('token_expires_in', time));
  }),
  sandboxGstins: flag('sandbox_gstins', 'sandboxGstins'),
  monthFirst: flag('month_first', 'monthFirst'),
  singleUse: flag('single_use', 'singleUse'),
  sez: flag('sez', 'sez'),
  turnover: column('turnover', ['turnovercrore'], '6', (text, into) => {
    into.settings.turnoverCrore = unlessNone(text, (crore) => decimal('turnover', crore));
  }),
  hsnMaster: column('hsn_master', [], 'on', (text, into) => {
    into.settings.hsnMaster = yesOrNo('hsn_master', text);
  }),
  hsnBlank: column('hsn_blank', [], 'warn', (text, into) => {
    const verdict = text.toLowerCase();
    if (verdict !== 'error' && verdict !== 'warn') throw refused('hsn_blank', text, 'error, warn');
    into.settings.hsnBlank = verdict;
  }),
  tokenGrace: column('token_grace', [], '15m', (text, into) => {
    into.settings.tokenGraceSeconds = duration('token_grace', text);
  }),
} as const satisfies Readonly<Record<string, Column>>;

export type CompanyColumn = keyof typeof COMPANY_COLUMNS;

/** The column under a header, however it is written: `License From`, `license-from`, `valid from`. */
export function companyColumn(header: string): CompanyColumn | undefined {
  const letters = header
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replaceAll('licence', 'license');
  for (const [key, { header: own, alsoCalled }] of Object.entries(COMPANY_COLUMNS)) {
    if (own.replaceAll('_', '') === letters || alsoCalled.includes(letters)) return key as CompanyColumn;
  }
  return undefined;
}

/** What a cell is refused for, beside which its column and text stand already. */
export function besideCell(error: AppError, text: string): string {
  const isSaid = error instanceof InputRefused && error.came.toLowerCase() === text.toLowerCase();
  return isSaid ? error.remedy : error.message;
}

/** Reads the cells of one row; `onProblem` is told of each that cannot be. */
export function readCompany(
  cells: ReadonlyMap<CompanyColumn, string>,
  onProblem: (column: CompanyColumn, message: string) => void,
): CompanyInput {
  const input: CompanyInput = { settings: {} };
  for (const [key, text] of cells) {
    if (text === '') continue;
    try {
      COMPANY_COLUMNS[key].read(text, input);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      onProblem(key, besideCell(error, text));
    }
  }
  return input;
}

function column(
  header: string,
  alsoCalled: readonly string[],
  example: string,
  read: Column['read'],
): Column {
  return { header, alsoCalled, example, read };
}

function flag(header: string, name: 'sandboxGstins' | 'monthFirst' | 'singleUse' | 'sez'): Column {
  return column(header, [], 'no', (text, into) => {
    into.settings[name] = yesOrNo(header, text);
  });
}

const isNone = (text: string): boolean => text.toLowerCase() === 'none';

function unlessNone<T>(text: string, read: (text: string) => T): T | null {
  return isNone(text) ? null : read(text);
}

const YES = new Set(['yes', 'y', 'true', '1', 'on']);
const NO = new Set(['no', 'n', 'false', '0', 'off']);

function yesOrNo(field: string, text: string): boolean {
  const word = text.toLowerCase();
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  throw refused(field, text, 'yes, no');
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Also as Indian books and Excel write it, the day first: 01/04/2026, 01-Apr-2026. */
function civilDate(field: string, text: string): string {
  const [, day = '', named = '', year = ''] =
    /^(\d{1,2})[-/. ]([a-z]{3,9}|\d{1,2})[-/. ](\d{4})$/i.exec(text) ?? [];
  if (year === '') return readDate(field, text);
  const place = MONTHS.findIndex((month) => named.toLowerCase().startsWith(month)) + 1;
  const month = /^\d/.test(named) ? named : String(place);
  if (!isRealDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)) {
    throw refused(field, text, 'a date such as 2026-04-01, 01/04/2026 or 01-Apr-2026');
  }
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Digits, also in groups of the Indian or the Western kind. */
const WHOLE = /^(?:\d{1,15}|\d{1,3}(?:,\d{2,3})*,\d{3})$/;

function whole(field: string, text: string): number {
  if (!WHOLE.test(text)) throw refused(field, text, "a whole number such as 1000, or 'none'");
  return Number(text.replaceAll(',', ''));
}

function decimal(field: string, text: string): number {
  if (!/^\d{1,15}(\.\d{1,4})?$/.test(text))
    throw refused(field, text, "a number such as 5 or 1.5, or 'none'");
  return Number(text);
}

const SIZES: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

function size(field: string, text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,15})\s?(?:([kmgt])ib)?$/i.exec(text) ?? [];
  const bytes = Number(digits) * (SIZES[unit.toLowerCase()] ?? 1);
  if (digits === '' || !Number.isSafeInteger(bytes)) {
    throw refused(field, text, "bytes such as 500MiB or 20GiB, or 'none'");
  }
  return bytes;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function duration(field: string, text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})\s?([smhd])$/i.exec(text) ?? [];
  const factor = SECONDS[unit.toLowerCase()];
  if (factor === undefined) throw refused(field, text, 'a number and a unit, such as 30d, 12h, 15m');
  return Number(count) * factor;
}
