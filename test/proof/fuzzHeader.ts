/**
 * Issue 2, item 10: bent header rows against the matcher, and bent cells against the reader of lines. Every cell of a
 * header must be accounted for exactly once, every column stand under one of its names, a header that differs from the
 * template in nothing that counts be known whole; a line must come out the same from a reader that has seen thousands of
 * others, with whole numbers and notes only on cells that hold something. Neither may throw, nor take long.
 *
 *     node test/proof/fuzzHeader.ts [--seconds 60] [--seed N]
 */
import { parseArgs } from 'node:util';
import { COLUMNS_OF, type Register } from '../../src/gst/columns.ts';
import { headersOf, MANDATORY, secondHeadersOf, templateHeaders } from '../../src/gst/columnTable.ts';
import { DEFAULT_STATES } from '../../src/gst/defaultStates.ts';
import { DEFAULT_UNITS } from '../../src/gst/defaultUnits.ts';
import { type HeaderMatch, matchHeader, normaliseHeader } from '../../src/gst/header.ts';
import { createLineReader, type ReadLine } from '../../src/gst/readLine.ts';
import { createRandom, type Random } from './prove.ts';

const MAX_MS = 1_000;
const PROGRESS_EVERY_MS = 10_000;
const LINES_A_HEADER = 20;
const REGISTERS: readonly Register[] = ['sales', 'purchase'];

const NOISE = ['', ' ', '*', ' *', '.', '?', '\ufeff', '\u00a0', '"', '_', '-', '\n', '\u200b', ' : '];
const STRANGE = [
  '__proto__',
  'constructor',
  'STATUS',
  'No. of Errors',
  'Error Message',
  '%',
  'कुल',
  '\ud800',
  'ﬁ',
  'İ',
];
const LONG = [
  'x'.repeat(40_000),
  '%'.repeat(5_000),
  ' '.repeat(20_000),
  '1,'.repeat(10_000),
  '('.repeat(9_000),
];
/** What the columns of a register hold, right and wrong: they are mixed, cut and spoilt further. */
const CELLS = [
  '1,23,456.00',
  '₹ 1,234.50',
  '(1,234.00)',
  '1,234.5 Cr',
  '1.23456E+05',
  '9007199254740993',
  '-',
  '#REF!',
  '18%',
  '01-05-2026',
  '5/31/2026',
  '2026-05-01T10:00:00Z',
  '45428',
  '1st May 2026',
  'May 1, 2026',
  'Apr-Jun 2026',
  'Q4 2025-26',
  '29-Karnataka',
  'Karnataka (29)',
  '7.0',
  '29AAFCD5862R1ZR',
  ' 27aapfu 0939f 1zv',
  'URP',
  'NOS-NUMBERS',
  '8471.30',
  'INV/001',
  '1.23457E+14',
  'null',
  'Credit Note',
  'Y',
  'कुमार',
  '__proto__',
];

/** The same numbers, drawn by the block: a digest for each would take most of the time. */
function inBlocks(random: Random): Random {
  let block = random.bytes(65_536);
  let at = 0;
  const take = (count: number): Buffer => {
    if (at + count > block.length) {
      block = random.bytes(65_536);
      at = 0;
    }
    at += count;
    return block.subarray(at - count, at);
  };
  return { integer: (below) => take(6).readUIntBE(0, 6) % below, bytes: (count) => take(count) };
}

function pick<T>(items: readonly T[], random: Random): T {
  const item = items[random.integer(items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}

function chance(oneIn: number, random: Random): boolean {
  return random.integer(oneIn) === 0;
}

/** Changes that leave a header what it is. */
function disguise(header: string, random: Random): string {
  const words = header.split(' ').join(pick([' ', '  ', '_', '-', ' *', '\u00a0', ''], random));
  const cased = pick([words, words.toUpperCase(), words.toLowerCase()], random);
  return pick(NOISE, random) + cased + pick(NOISE, random);
}

/** Changes that may make anything of a text. */
function spoil(text: string, random: Random): string {
  const at = random.integer(text.length + 1);
  const to = at + random.integer(4);
  switch (random.integer(6)) {
    case 0:
      return text.slice(0, at) + text.slice(to);
    case 1:
      return text.slice(0, at) + pick(chance(40, random) ? LONG : STRANGE, random) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at, to).repeat(1 + random.integer(400)) + text.slice(at);
    case 3:
      return random.bytes(random.integer(40)).toString('utf16le');
    case 4:
      return text.slice(0, at) + String.fromCharCode(32 + random.integer(95)) + text.slice(to);
    default:
      return text + pick(CELLS, random);
  }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, key: random.integer(2 ** 30) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** A header row; `isWhole` says that it is the template's but for order, disguise and blank cells. */
function headerRow(register: Register, random: Random): { cells: string[]; isWhole: boolean } {
  const isWhole = chance(3, random);
  const cells = shuffled(templateHeaders(register), random).flatMap((header) => {
    if (chance(15, random)) return ['', disguise(header, random)];
    if (isWhole || !chance(6, random)) return [disguise(header, random)];
    if (chance(2, random)) return [];
    return chance(3, random) ? [header, disguise(header, random)] : [spoil(header, random)];
  });
  if (!isWhole) {
    const column = pick(COLUMNS_OF[register], random);
    cells.push(pick([...headersOf(register, column), ...STRANGE], random), pick(STRANGE, random));
    if (chance(50, random)) cells.push(...Array.from({ length: 3_000 }, (_, index) => `Column ${index}`));
  }
  return { cells, isWhole };
}

function wrongWithHeader(
  register: Register,
  { cells, isWhole }: { cells: string[]; isWhole: boolean },
  found: HeaderMatch,
): string {
  const taken = [
    ...found.columnOf.filter((cell) => cell !== -1),
    ...found.unknown.map(({ index }) => index),
    ...found.ownColumns,
    ...found.duplicates.flatMap(({ indexes }) => indexes.slice(1)),
  ].toSorted((a, b) => a - b);
  const named = cells.flatMap((cell, index) => (normaliseHeader(cell) === '' ? [] : [index]));
  if (String(taken) !== String(named)) return 'a cell is not accounted for exactly once';
  for (const [column, cell] of found.columnOf.entries()) {
    const key = COLUMNS_OF[register][column];
    if (cell === -1 || key === undefined) continue;
    const names = [...headersOf(register, key), ...secondHeadersOf(key)].map(normaliseHeader);
    if (!names.includes(normaliseHeader(cells[cell] ?? ''))) return `${key} stands under another name`;
  }
  const lacking = MANDATORY[register].filter(
    (key) => found.columnOf[COLUMNS_OF[register].indexOf(key)] === -1,
  );
  if (String(lacking) !== String(found.missing.map(({ column }) => column)))
    return 'missing columns are wrong';
  const unknown = new Set(found.unknown.map(({ header }) => header.trim()));
  const strayed = found.missing.some(({ nearest }) => nearest !== null && !unknown.has(nearest));
  if (strayed) return 'the nearest header is none of the file';
  if (
    isWhole &&
    (found.score !== cells.filter((cell) => normaliseHeader(cell) !== '').length || found.unknown.length > 0)
  )
    return 'a disguised template was not known whole';
  return '';
}

function lineReader(register: Register): ReadLine {
  return createLineReader({
    register,
    monthFirst: false,
    sandboxGstins: true,
    states: DEFAULT_STATES,
    units: DEFAULT_UNITS,
  });
}

const WARM: Readonly<Record<Register, ReadLine>> = {
  sales: lineReader('sales'),
  purchase: lineReader('purchase'),
};

function wrongWithLine(register: Register, fresh: ReadLine, random: Random): string {
  const values = COLUMNS_OF[register].map(() => {
    if (chance(4, random)) return '';
    const cell = pick(CELLS, random);
    return chance(2, random) ? spoil(cell, random) : cell;
  });
  const line = WARM[register]({ row: 7, values });
  if (JSON.stringify(line) !== JSON.stringify(fresh({ row: 7, values }))) {
    return `a line depends on those before it: ${JSON.stringify(values).slice(0, 2_000)}`;
  }
  const fraction = Object.entries(line).find(
    ([, value]) => typeof value === 'number' && !Number.isSafeInteger(value),
  );
  if (fraction !== undefined) return `${fraction[0]} is ${fraction[1]}`;
  const stray = line.notes.find(
    ({ column }) => (line.values[COLUMNS_OF[register].indexOf(column)] ?? '') === '',
  );
  return stray === undefined ? '' : `a note on the blank cell ${stray.column}`;
}

/** @returns what is wrong, '' for nothing */
function tryOnce(random: Random): string {
  const register = pick(REGISTERS, random);
  const header = headerRow(register, random);
  const banners = Array.from({ length: random.integer(19) }, () => [spoil(pick(CELLS, random), random)]);
  const started = performance.now();
  const found = matchHeader(register, [...banners, header.cells]);
  if (performance.now() - started > MAX_MS) return 'the header took long';
  if (found === null) return header.cells.length > 60 ? 'no header was found' : '';
  if (found.rowIndex !== banners.length) return 'a banner was taken for the header';
  const wrong = wrongWithHeader(register, header, found);
  if (wrong !== '') return `${wrong}: ${JSON.stringify(header.cells).slice(0, 4_000)}`;
  const fresh = lineReader(register);
  for (let line = 0; line < LINES_A_HEADER; line += 1) {
    const lineStarted = performance.now();
    const wrongLine = wrongWithLine(register, fresh, random);
    if (performance.now() - lineStarted > MAX_MS) return 'a line took long';
    if (wrongLine !== '') return wrongLine;
  }
  return '';
}

const { values: options } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } });
const seed = Number(options.seed ?? Date.now() % 2 ** 31);
const seconds = Number(options.seconds ?? 60);
console.log(`header fuzzing: ${seconds} s, seed ${seed}`);
const random = inBlocks(createRandom(seed));
const until = performance.now() + seconds * 1_000;
let shownAt = performance.now();
let rounds = 0;
let violations = 0;
for (; performance.now() < until && violations < 20; rounds += 1) {
  let wrong: string;
  try {
    wrong = tryOnce(random);
  } catch (error) {
    wrong = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  if (wrong !== '') {
    violations += 1;
    console.error(`  VIOLATION in round ${rounds}: ${wrong}`);
  }
  if (performance.now() - shownAt > PROGRESS_EVERY_MS) {
    shownAt = performance.now();
    console.log(`  … ${rounds} headers`);
  }
}
console.log(
  `${violations > 0 ? 'BROKEN' : 'PROVED'} header fuzzing: ${rounds} headers, ${rounds * LINES_A_HEADER} lines; ` +
    `violations ${violations} (seed ${seed})`,
);
process.exitCode = violations > 0 ? 1 : 0;
