import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, readBeginnings, readOrRefusal, readText } from './reading.ts';

const FILES = join(import.meta.dirname, '..', 'files');

function table(...rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<table>${cells.join('\n')}</table>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

describe('a page with a table', () => {
  it('is read as what it is, and said so in plain words', async () => {
    const { warnings } = await readText(table(['GSTIN'], ['27AAPFU0939F1ZV']));
    expect(warnings).toEqual([
      'The file was announced as an Excel 97-2003 workbook (XLS) and is a web page (HTML) with a table in it, which many ' +
        'programs save under the name .xls; it was read as what it is.',
    ]);
  });

  it('tells of cells merged over rows, no further than the part of the table that they are in', async () => {
    const { rows, merged } = await readText(
      '<table><tbody><tr><td rowspan=2 colspan=2>a</td><td>b</td></tr><tr><td>c</td></tr>' +
        '<tr><td rowspan=9>d</td></tr><tr><td>e</td></tr></tbody><tbody><tr><td rowspan=5>f</td></tr></tbody></table>',
    );
    expect(rows.map(({ cells }) => cells)).toEqual([['a', '', 'b'], ['', '', 'c'], ['d'], ['', 'e'], ['f']]);
    expect(merged).toEqual([
      { top: 1, bottom: 2, left: 0, right: 1 },
      { top: 3, bottom: 4, left: 0, right: 0 },
    ]);
  });

  it('names the rows and columns that it hides', async () => {
    const hidden = table(['a', 'b']).replace('<tr>', '<col><col style="width:0; display: none"><tr hidden>');
    const { warnings } = await readText(hidden);
    expect(warnings.slice(0, 2)).toEqual([
      'The sheet has a hidden row, which was read like all others: row 1.',
      'The sheet has hidden columns, which were read like all others: B.',
    ]);
  });

  it('gives the number that a cell says it has where it shows it as a number', async () => {
    const shown = (raw: string, text: string) => `<td x:num="${raw}">${text}</td>`;
    const cells = [
      shown('1234.5678', '1,234.57'),
      shown('-5', '(5.00)'),
      shown('0', '-'),
      shown('0.055', '6%'),
      shown('46113', '01-04-2026'),
      shown('1234', '001234'),
      shown('', '7'),
      shown('1e999', '8'),
      shown('271234567890', '2.7E+11'),
    ];
    expect(await cellsOf(`<table><tr>${cells.join('')}</tr></table>`, 1)).toEqual([
      'number 1234.5678',
      'number -5',
      'number 0',
      'percent 5.5%',
      'text 01-04-2026',
      'text 001234',
      'text 7',
      'text 8',
      'number 271234567890',
    ]);
  });

  it('is read whatever stands in scripts, styles and comments', async () => {
    const noise = '</td><td>no</td></tr></table><table><tr><td>';
    const { rows } = await readText(
      `<style>${noise}</style><table><tr><td>a<script>"${noise}"</SCRIPT >b<!--${noise}--></td></tr></table>`,
    );
    expect(rows).toEqual([{ number: 1, cells: ['ab'] }]);
  });

  it('is read in one go however many tags are never closed', async () => {
    const { rows } = await readText(
      `<table><tr><td>${'<b><span>'.repeat(200_000)}deep${'</p>'.repeat(100_000)}</table>`,
    );
    expect(rows).toEqual([{ number: 1, cells: ['deep'] }]);
  });

  it('is refused where a tag does not end', async () => {
    const read = await readOrRefusal(`<table><tr><td>a</td><td title="${'x'.repeat(9_000_000)}">b</td>`);
    expect(read).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('8 MiB') });
  });

  it('is refused where it has more rows than a sheet', async () => {
    const read = await readOrRefusal(`<table>${'<tr>'.repeat(1_048_577)}</table>`);
    expect(read).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('rows') });
  });

  it('ends early where its reader has what it wants, before what is wrong further down', async () => {
    const { openSheet } = await import('../../../src/sheet/open.ts');
    const { rowsOf, sourceOf } = await import('../byteSource.ts');
    const bytes = Buffer.from('<table><tr><td>a<tr><td>b<tr><td><table>');
    const sheet = await openSheet(sourceOf(bytes), { declared: 'XLS' });
    expect(await rowsOf(sheet, { done: () => true })).toEqual([{ number: 1, cells: ['a'] }]);
  });
});

describe('what is read of a page', () => {
  it('does not depend on how it is cut, whatever the cells hold', async () => {
    const cell = fc.string({ unit: fc.constantFrom(...'a1 .,<>&;"\'-!/=\n\u00a0₹'), maxLength: 12 });
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), fc.integer({ min: 1, max: 40 }), async (cells, isRaw, chunk) => {
        const page = table(...cells.map((row) => row.map((text) => (isRaw ? text : escaped(text)))));
        expect(await readOrRefusal(page, chunk)).toEqual(await readOrRefusal(page));
      }),
      { numRuns: 300 },
    );
  });

  it('is what was written, but for blanks', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'));
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 6 }), async (cells) => {
        const { rows } = await readText(table(['head'], cells.map(escaped)));
        const read = rows.find(({ number }) => number === 2)?.cells ?? [];
        const plain = (text: string) => text.replace(/[ \t\r\n\f\u00a0]+/g, ' ').trim();
        expect(cells.map((_, index) => plain(read[index] ?? ''))).toEqual(cells.map(plain));
      }),
      { numRuns: 300 },
    );
  });

  it.each(['htmlExcel', 'htmlSloppy', 'htmlSpans', 'htmlSeveralTables'])(
    'of %s is all of its rows or a refusal, wherever it is cut off',
    async (name) => {
      const bytes = readFileSync(join(FILES, `${name}.xls`));
      const { rows } = await readText(bytes);
      for (const beginning of await readBeginnings(bytes)) expect(beginning.rows).toEqual(rows);
    },
  );
});
