import { AppError } from '../errors.ts';
import { DEFAULT_TABLES } from './defaultTables.ts';
import { createHsnList, type HsnList } from './hsnList.ts';
import { parseIsoDay } from './isoDay.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { CivilDay } from './line.ts';
import { inWords, listOf, objectOf, type Place, textOf } from './readJson.ts';
import type { CessEntry, Dated, RateEntry, RuleTables, StateEntry, UnitEntry } from './tables.ts';

const TABLES = ['rates', 'cess', 'retailPrice', 'states', 'units', 'limits', 'hsn'] as const;
const MOST_PROBLEMS = 20;

/**
 * An operator's own tables over those that shipped: each table that the object has replaces the default one, each limit by
 * itself. Days are `yyyy-mm-dd`, rates percent as numbers (`2.5`), HSN codes texts. Undefined and null give the defaults.
 *
 * @throws AppError settings_invalid with every problem, its path and what to write instead, one a line
 */
export function readTables(override: unknown): RuleTables {
  if (override === undefined || override === null) return DEFAULT_TABLES;
  const problems: string[] = [];
  const root = { path: '', value: override, problems };
  const given = objectOf(root, TABLES);
  const at = (name: (typeof TABLES)[number]): Place => ({ path: name, value: given[name], problems });
  const has = (name: (typeof TABLES)[number]): boolean => given[name] !== undefined;
  const tables: RuleTables = {
    rates: has('rates') ? listOf(at('rates'), readRate) : DEFAULT_TABLES.rates,
    cess: has('cess') ? listOf(at('cess'), readCess) : DEFAULT_TABLES.cess,
    retailPrice: has('retailPrice') ? listOf(at('retailPrice'), readCess) : DEFAULT_TABLES.retailPrice,
    states: has('states') ? listOf(at('states'), readState) : DEFAULT_TABLES.states,
    units: has('units') ? listOf(at('units'), readUnit) : DEFAULT_TABLES.units,
    limits: has('limits') ? { ...DEFAULT_TABLES.limits, ...readLimits(at('limits')) } : DEFAULT_TABLES.limits,
    hsn: has('hsn') ? readHsnList(at('hsn')) : DEFAULT_TABLES.hsn,
  };
  if (has('rates') && tables.rates.length === 0)
    problems.push('rates is empty: leave it out to keep the shipped ones.');
  if (problems.length > 0) throw refusal(problems);
  return tables;
}

function refusal(problems: readonly string[]): AppError {
  const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => `  - ${problem}`);
  const more = problems.length - shown.length;
  if (more > 0) shown.push(`  - and ${more} more`);
  return new AppError('settings_invalid', `The rule tables need mending:\n${shown.join('\n')}`);
}

function readRate(place: Place): RateEntry {
  const entry = objectOf(place, ['rate', 'hsn', 'from', 'until', 'source']);
  const { path, problems } = place;
  return {
    rate: readPercent({ path: `${path}.rate`, value: entry['rate'], problems }),
    ...readCovered(place, entry),
  };
}

function readCess(place: Place): CessEntry {
  return readCovered(place, objectOf(place, ['hsn', 'from', 'until', 'source']));
}

/** Goods, span and source of an entry. */
function readCovered({ path, problems }: Place, entry: Readonly<Record<string, unknown>>): CessEntry {
  const hsn = { path: `${path}.hsn`, value: entry['hsn'] ?? [], problems };
  const span: Dated = {
    from: readDay({ path: `${path}.from`, value: entry['from'], problems }),
    until: readDay({ path: `${path}.until`, value: entry['until'], problems }),
    source: textOf({ path: `${path}.source`, value: entry['source'], problems }, 'where it is published'),
  };
  if (span.from !== null && span.until !== null && span.until < span.from) {
    problems.push(`${path}.until is before ${path}.from: exchange them.`);
  }
  return { hsn: listOf(hsn, readHsn), ...span };
}

function readPercent({ path, value, problems }: Place): number {
  const milli = typeof value === 'number' ? Math.round(value * 1000) : Number.NaN;
  const isExact = typeof value === 'number' && milli / 1000 === value;
  if (isExact && milli >= 0 && milli <= 100_000) return milli;
  problems.push(`${path} is ${inWords(value)}: give percent as a number from 0 to 100, such as 2.5.`);
  return 0;
}

function readDay({ path, value, problems }: Place): CivilDay | null {
  if (value === undefined || value === null) return null;
  const day = typeof value === 'string' ? parseIsoDay(value) : null;
  if (day === null) {
    problems.push(`${path} is ${inWords(value)}: give a day such as "2026-02-01", or null for an open end.`);
  }
  return day;
}

function readHsn({ path, value, problems }: Place): string {
  if (typeof value === 'string' && /^\d{2,8}$/.test(value)) return value;
  problems.push(`${path} is ${inWords(value)}: give 2 to 8 digits as a text, such as "2401".`);
  return '';
}

/** Either a list of codes, or where they are from with all of them in one text, which is sooner read. */
function readHsnList(place: Place): HsnList {
  const { path, value, problems } = place;
  if (Array.isArray(value)) return new Set(listOf(place, readHsn));
  const entry = objectOf(place, ['source', 'codes']);
  textOf({ path: `${path}.source`, value: entry['source'], problems }, 'where it is from');
  const { codes } = entry;
  if (typeof codes === 'string' && /^\d{2,8}(?: \d{2,8})*$/.test(codes)) return createHsnList(codes);
  problems.push(
    `${path}.codes is ${inWords(codes)}: give codes of 2 to 8 digits in one text, a blank between two.`,
  );
  return new Set();
}

function readState(place: Place): StateEntry {
  const entry = objectOf(place, ['code', 'name', 'aliases', 'replacedBy']);
  const { path, problems } = place;
  const code = (key: string): string => {
    const value = entry[key];
    if (typeof value === 'string' && /^\d{2}$/.test(value)) return value;
    problems.push(`${path}.${key} is ${inWords(value)}: give two digits as a text, such as "29".`);
    return '';
  };
  return {
    code: code('code'),
    name: textOf({ path: `${path}.name`, value: entry['name'], problems }, 'the name of the state'),
    aliases: readAliases(place, entry),
    replacedBy: entry['replacedBy'] === undefined || entry['replacedBy'] === null ? null : code('replacedBy'),
  };
}

function readUnit(place: Place): UnitEntry {
  const entry = objectOf(place, ['code', 'aliases']);
  const { path, problems } = place;
  const { code } = entry;
  if (typeof code === 'string' && /^[A-Z]{3}$/.test(code))
    return { code, aliases: readAliases(place, entry) };
  problems.push(`${path}.code is ${inWords(code)}: give three capital letters, such as "KGS".`);
  return { code: '', aliases: [] };
}

function readAliases({ path, problems }: Place, entry: Readonly<Record<string, unknown>>): string[] {
  const aliases = { path: `${path}.aliases`, value: entry['aliases'] ?? [], problems };
  return listOf(aliases, (place) => textOf(place, 'another name'));
}

function readLimits(place: Place): Record<string, number> {
  const given = objectOf(place, Object.keys(DEFAULT_LIMITS));
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      readLimit({ path: `${place.path}.${name}`, value, problems: place.problems }),
    ]),
  );
}

function readLimit(place: Place): number {
  const { path, value, problems } = place;
  if (path.endsWith('Day')) {
    if (value === null) problems.push(`${path} is null: give a day such as "2026-02-01".`);
    return readDay(place) ?? 0;
  }
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  problems.push(`${path} is ${inWords(value)}: give a whole number from 0.`);
  return 0;
}
