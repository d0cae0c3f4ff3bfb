import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuildBounds } from '../../src/ingestion/builtOnce.ts';
import { createFindingReader, FINDING_BOUNDS } from '../../src/ingestion/findings.ts';
import { CsvWriter } from '../../src/sheet/csv/csvWriter.ts';
import type { Download, ObjectStore } from '../../src/uploads/ports.ts';

/** Files in memory that come in pieces of some size, and note how much of them was read. */
class Pieces implements Pick<ObjectStore, 'read'> {
  bytesRead = 0;
  readonly #files = new Map<string, Uint8Array>();
  readonly #size: number;

  constructor(size = 65_536) {
    this.#size = size;
  }

  add(downloadId: string, bytes: Uint8Array, workspaceId = 'books'): Download {
    this.#files.set(downloadId, bytes);
    const facts = { fileName: 'errors.csv', contentType: '', sha256: '', createdAt: 0 };
    return { downloadId, workspaceId, bytes: bytes.length, ...facts };
  }

  async read({ owner }: { owner: string }, range?: { start: number; end: number }) {
    const file = this.#files.get(owner);
    if (file === undefined) return undefined;
    const wanted = range === undefined ? file : file.subarray(range.start, range.end + 1);
    this.bytesRead += wanted.length;
    const starts = Array.from({ length: Math.ceil(wanted.length / this.#size) }, (_, at) => at * this.#size);
    return Readable.from(starts.map((start) => wanted.subarray(start, start + this.#size)));
  }
}

interface Row {
  readonly cells: readonly string[];
  /** Of rules and cells; none: held back by row 2. */
  readonly findings: readonly (readonly [code: string, cell: number])[];
}

const COLUMNS = ['No.', 'मूल्य', '=Rate'];

function written(rows: readonly Row[]): { readonly errors: Uint8Array; readonly marks: Uint8Array } {
  const file = new CsvWriter();
  file.row(['No. of Errors', 'Error Message', ...COLUMNS]);
  let marks = `${JSON.stringify({ version: 1, register: 'sales', columns: COLUMNS.map(() => null) })}\n`;
  for (const [at, { cells, findings }] of rows.entries()) {
    const messages = findings.map(([code, cell]) => `${code} at ${cell}. Use another.`).join(' | ');
    const held = 'Held back: row 2 of the file has errors';
    file.row([String(findings.length), messages || held, ...cells]);
    marks += `${at + 2}\tt n\t${findings.map(([code, cell]) => `${cell}:${code}`).join(',')}\n`;
  }
  return { errors: file.take(), marks: Buffer.from(marks) };
}

function filesOf(store: Pieces, rows: readonly Row[], id = 'one') {
  const { errors, marks } = written(rows);
  return {
    ...{ errors: store.add(`${id}-errors`, errors), marks: store.add(`${id}-marks`, marks) },
    ...{ warnings: null, ruleCounts: {} },
  };
}

function many(count: number): Row[] {
  return Array.from({ length: count }, (_, at) => ({
    cells: [String(at), 'x'.repeat(at % 300), ''],
    findings: at % 97 === 96 ? [['G03', 1]] : at % 5 === 4 ? [] : [['C01', 0]],
  }));
}

const CODES = ['G03', 'C01', 'H02'];
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', '=1+1', "'", '"', '"\r\n"', '\n', 'चालान, "दो"', '@x', ' | '),
);
const row: fc.Arbitrary<Row> = fc.record({
  // A row may be longer than the header, and none is shorter.
  cells: fc.array(text, { minLength: COLUMNS.length, maxLength: COLUMNS.length + 2 }),
  findings: fc.array(fc.tuple(fc.constantFrom(...CODES), fc.integer({ min: -1, max: 2 })), { maxLength: 3 }),
});

describe('pages of refused rows', () => {
  it('are the rows as they were written, whole and by rule, wherever the file is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 70 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, size, limit) => {
          const store = new Pieces(size);
          const reader = createFindingReader(store);
          const files = filesOf(store, rows);
          const numbered = rows.map((each, at) => ({ ...each, row: at + 2 }));
          for (const rule of [null, 'held_back', ...CODES, 'Z99']) {
            const expected = numbered.filter(({ findings }) =>
              rule === null
                ? true
                : rule === 'held_back'
                  ? findings.length === 0
                  : findings.some(([code]) => code === rule),
            );
            const found = [];
            for (let offset = 0; offset === 0 || offset < expected.length; offset += limit) {
              const page = await reader.errorRows(files, { offset, limit, rule });
              expect(page).toMatchObject({ columns: COLUMNS, total: expected.length, offset });
              found.push(...page.rows);
            }
            expect(found).toEqual(
              expected.map(({ row: number, cells, findings }) => ({
                ...{ row: number, cells, heldBackBy: findings.length === 0 ? 2 : null, isCut: false },
                findings: findings.map(([code, cell]) => ({
                  ...{ code, cell, column: COLUMNS[cell] ?? null, value: cells[cell] ?? null },
                  ...{ message: `${code} at ${cell}.`, hint: 'Use another.' },
                })),
              })),
            );
          }
          const { groups, ...facts } = await reader.errorGroups(files);
          const held = rows.filter(({ findings }) => findings.length === 0).length;
          expect(facts).toEqual({ rows: rows.length, heldBackRows: held, isNoted: true });
          const all = rows.flatMap(({ findings }) => findings.map(([code]) => code));
          expect(Object.fromEntries(groups.map(({ code, count }) => [code, count]))).toEqual(
            Object.fromEntries(
              [...Map.groupBy(all, (code) => code)].map(([code, { length }]) => [code, length]),
            ),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are read by their own bytes alone, once the files were read through', async () => {
    const store = new Pieces();
    const reader = createFindingReader(store);
    const files = filesOf(store, many(40_000));
    await reader.errorGroups(files);
    const { errors, marks } = files;
    expect(store.bytesRead).toBeGreaterThanOrEqual(errors.bytes + marks.bytes);
    for (const [offset, rule, first] of [
      [39_990, null, '39990'],
      [20_000, null, '20000'],
      [400, 'G03', '38896'],
      [7_000, 'held_back', null],
    ] as const) {
      store.bytesRead = 0;
      const page = await reader.errorRows(files, { offset, limit: 10, rule });
      expect(page.rows).toHaveLength(10);
      if (first !== null) expect(page.rows[0]?.cells[0]).toBe(first);
      expect(store.bytesRead).toBeLessThan(errors.bytes / 20);
    }
    expect((await reader.errorRows(files, { offset: 40_000, limit: 10, rule: null })).rows).toEqual([]);
  });

  it('have all their rows also where these are very long, with long cells shortened', async () => {
    const store = new Pieces();
    const cells = ['1', 'अ'.repeat(30_000), 'y'];
    const rows = Array.from({ length: 100 }, (): Row => ({ cells, findings: [['C01', 1]] }));
    const page = await createFindingReader(store).errorRows(filesOf(store, rows), {
      ...{ offset: 0, limit: 100, rule: null },
    });
    expect(page.rows).toHaveLength(100);
    expect(page.rows[0]).toMatchObject({ cells, isCut: false });
    expect(page.rows[99]).toMatchObject({ cells: ['1', `${'अ'.repeat(64)}…`, 'y'], isCut: true });
    expect(JSON.stringify(page).length).toBeLessThan(6_000_000);
  });

  it('are refused where error file and marks do not belong together or end too early', async () => {
    const store = new Pieces();
    const reader = createFindingReader(store);
    const wanted = { offset: 0, limit: 10, rule: null };
    const { errors } = filesOf(store, many(20), 'few');
    const { marks } = filesOf(store, many(21), 'more');
    const rest = { warnings: null, ruleCounts: {} };
    await expect(reader.errorRows({ errors, marks, ...rest }, wanted)).rejects.toThrow(
      'differ in their rows',
    );
    const cut = store.add('cut', written(many(20)).errors.subarray(0, -5));
    await expect(reader.errorRows({ errors: cut, marks: null, ...rest }, wanted)).rejects.toThrow(
      'ends within a row',
    );
  });
});

describe('a file judged before there were marks', () => {
  it('has its rows and counts, and says what is not known', async () => {
    const store = new Pieces();
    const reader = createFindingReader(store);
    const { errors } = filesOf(store, many(30));
    const list = new CsvWriter();
    list.row(['Row', 'Document Number', 'Column', 'Value', 'Code', 'Message']);
    list.row(['7', 'A', 'Rate', '=5', 'C01', 'Rate =5 is odd. Use 5.']);
    const warnings = store.add('warnings', list.take());
    const files = { errors, marks: null, warnings, ruleCounts: { C01: 25, G03: 2, H02: 0 } };
    expect(await reader.errorGroups(files)).toEqual({
      ...{ rows: 30, heldBackRows: 6, isNoted: false },
      groups: [
        { code: 'C01', columns: [], count: 24, rows: null, examples: [] },
        { code: 'G03', columns: [], count: 2, rows: null, examples: [] },
      ],
    });
    const { rows } = await reader.errorRows(files, { offset: 3, limit: 2, rule: null });
    expect(rows).toMatchObject([
      { row: null, findings: [{ code: null, cell: -1, value: null, message: 'C01 at 0.' }] },
      { row: null, findings: [], heldBackBy: 2 },
    ]);
    expect((await reader.errorRows(files, { offset: 0, limit: 9, rule: 'held_back' })).total).toBe(6);
    await expect(reader.errorRows(files, { offset: 0, limit: 9, rule: 'C01' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe('warnings', () => {
  it('are grouped and paged one by one', async () => {
    const store = new Pieces(50);
    const reader = createFindingReader(store);
    const list = new CsvWriter();
    list.row(['Row', 'Document Number', 'Column', 'Value', 'Code', 'Message']);
    list.row(['3', '=A. Use B', 'Unit', 'Kg"', 'H04', 'Unit Kg is not a GST unit. It was kept as OTH.']);
    list.row(['3', '=A. Use B', 'Unit', 'Kg"', 'H04', 'Item Quantity is empty. Enter it.']);
    list.row(['3', '=A. Use B', '', 'x', 'D13', 'Row repeats document =A. Use B. Remove it.']);
    list.row(['9', 'चालान', 'Rate', '5', 'H04', 'Rate 5 is odd.']);
    const warnings = store.add('warnings', list.take());
    const { groups, ...facts } = await reader.warningGroups(warnings);
    expect(facts).toEqual({ rows: 2, heldBackRows: 0, isNoted: true });
    expect(groups).toMatchObject([
      { code: 'H04', columns: ['Unit', 'Rate'], count: 3, rows: 2, examples: [{ row: 3 }, { row: 9 }] },
      { code: 'D13', columns: [], count: 1, rows: 1 },
    ]);
    const page = await reader.warningRows(warnings, { offset: 0, limit: 9, rule: 'D13' });
    expect(page).toEqual({
      ...{ total: 1, offset: 0 },
      rows: [
        {
          ...{ row: 3, documentNumber: '=A. Use B' },
          finding: {
            ...{ code: 'D13', column: null, value: null },
            ...{ message: 'Row repeats document =A. Use B.', hint: 'Remove it.' },
          },
        },
      ],
    });
    const second = await reader.warningRows(warnings, { offset: 1, limit: 2, rule: 'H04' });
    expect(second.rows.map(({ row: number, finding }) => [number, finding.value])).toEqual([
      [3, 'Kg"'],
      [9, '5'],
    ]);
  });
});

describe('what is kept of files', () => {
  const reader = (store: Pieces, bounds: Partial<BuildBounds>) =>
    createFindingReader(store, { ...FINDING_BOUNDS, ...bounds });

  it('is built once for all who ask at the same time, and once more after it had to go', async () => {
    const store = new Pieces();
    const [one, two] = [filesOf(store, many(3_000), 'one'), filesOf(store, many(3_000), 'two')];
    const readThrough = one.errors.bytes + one.marks.bytes;
    const small = reader(store, { mostBytes: 20_000 });
    await Promise.all([small.errorGroups(one), small.errorGroups(one), small.errorGroups(one)]);
    expect(store.bytesRead).toBeLessThan(1.5 * readThrough);
    store.bytesRead = 0;
    await small.errorGroups(one);
    expect(store.bytesRead).toBe(0);
    await small.errorGroups(two);
    store.bytesRead = 0;
    await small.errorGroups(two);
    expect(store.bytesRead).toBe(0);
    await small.errorGroups(one);
    expect(store.bytesRead).toBeGreaterThanOrEqual(readThrough);
  });

  it('is built for a few at once, fewer of one workspace, and for those who come again', async () => {
    const store = new Pieces();
    const files = [1, 2, 3].map((each) => filesOf(store, many(3_000), `file ${each}`));
    const narrow = reader(store, { atOnce: 2, atOnceOfWorkspace: 1 });
    const asked = await Promise.allSettled(files.map((each) => narrow.errorGroups(each)));
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(asked[1]).toMatchObject({
      reason: { code: 'unavailable', facts: { reason: 'too_many_at_once', retryAfterSeconds: 2 } },
    });
    for (const each of files) expect((await narrow.errorGroups(each)).rows).toBe(3_000);
  });

  it('takes one place for a file judged before there were marks, its warnings with it', async () => {
    const store = new Pieces();
    const { errors } = filesOf(store, many(30));
    const list = new CsvWriter();
    list.row(['Row', 'Document Number', 'Column', 'Value', 'Code', 'Message']);
    list.row(['7', 'A', 'Rate', '5', 'C01', 'Rate 5 is odd. Use 6.']);
    const warnings = store.add('warnings', list.take());
    const single = reader(store, { atOnceOfWorkspace: 1 });
    const { groups } = await single.errorGroups({ errors, marks: null, warnings, ruleCounts: { C01: 25 } });
    expect(groups).toMatchObject([{ code: 'C01', count: 24 }]);
  });

  it('is not kept of a file that could not be read', async () => {
    const store = new Pieces();
    const gone = { ...filesOf(store, many(3)).errors, downloadId: 'gone' };
    const files = { errors: gone, marks: null, warnings: null, ruleCounts: {} };
    const wide = reader(store, { atOnce: 1 });
    await expect(wide.errorGroups(files)).rejects.toThrow('no file');
    store.add('gone', written(many(3)).errors);
    expect((await wide.errorGroups(files)).rows).toBe(3);
  });
});
