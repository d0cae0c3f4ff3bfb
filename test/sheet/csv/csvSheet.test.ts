import { describe, expect, it } from 'vitest';
import { ENCODING_SAMPLE_BYTES, MAX_CELL_BYTES, MAX_RECORD_BYTES } from '../../../src/sheet/limits.ts';
import { openSheet } from '../../../src/sheet/open.ts';
import type { ByteSource, SheetOptions } from '../../../src/sheet/rows.ts';
import { type ReadRow, rowsOf, sourceOf } from '../byteSource.ts';

const HEADER = 'a,b\n';
const LINE = `1,${'0123456789'.repeat(20)}\n`;
const MEBIBYTE = 1_048_576;

function linesOf(bytes: number): string {
  return LINE.repeat(Math.ceil(bytes / LINE.length));
}

async function open(content: string | Uint8Array, declared: SheetOptions['declared'] = 'CSV') {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return openSheet(sourceOf(bytes), { declared });
}

/** Reads, counting the bytes that were asked of the source. */
async function readCounting(content: string) {
  const source = sourceOf(Buffer.from(content));
  let bytesRead = 0;
  const counting: ByteSource = {
    size: source.size,
    read(into, position) {
      const count = source.read(into, position);
      bytesRead += count;
      return count;
    },
  };
  const sheet = await openSheet(counting, { declared: 'CSV' });
  bytesRead = 0;
  const failure = await rowsOf(sheet).catch((error: unknown) => error);
  return { failure, bytesRead };
}

describe('a stray quote in a large file', () => {
  it('is named with its line, and does not swallow the rest', async () => {
    const { failure, bytesRead } = await readCounting(`${HEADER}${LINE}1,"open\n${linesOf(20 * MEBIBYTE)}`);
    expect(failure).toMatchObject({ code: 'UNCLOSED_QUOTE', field: 'line 3' });
    expect(bytesRead).toBeLessThan(2 * MEBIBYTE);
  });
});

describe('the caps', () => {
  const longCell = 'x'.repeat(MAX_CELL_BYTES);

  it('let the longest cell through', async () => {
    expect((await rowsOf(await open(`${HEADER}1,${longCell}\n`)))[1]?.cells).toEqual(['1', longCell]);
    expect((await rowsOf(await open(`${HEADER}1,"${longCell}"\n`)))[1]?.cells).toEqual(['1', longCell]);
  });

  it('refuse a longer one by its line and place', async () => {
    await expect(rowsOf(await open(`${HEADER}${LINE}1,${longCell}x\n`))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/line 3 .* cell 2/),
    });
  });

  it('refuse a row that does not end', async () => {
    const cells = 'x,'.repeat(400) + 'y'.repeat(MAX_RECORD_BYTES);
    await expect(rowsOf(await open(`${HEADER}${cells}\n`))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      field: 'line 2',
    });
  });

  it('hold for blank rows as well: five million of them end the reading', async () => {
    await expect(rowsOf(await open(HEADER + '\n'.repeat(5_000_000)))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('5000000 rows'),
    });
  });
});

describe('an encoding', () => {
  it('that changes far down is named with its line', async () => {
    const before = linesOf(5 * MEBIBYTE);
    const bytes = Buffer.concat([
      Buffer.from(`${HEADER}श्री,1\n${before}`),
      Buffer.from('Caf\xe9,1\n', 'latin1'),
    ]);
    const line = 3 + before.length / LINE.length;
    await expect(rowsOf(await open(bytes))).rejects.toMatchObject({
      code: 'ENCODING_UNKNOWN',
      field: `line ${line}`,
    });
  });

  it('is told to the rows before the bad line', async () => {
    const rows: ReadRow[] = [];
    const sheet = await open(Buffer.from('a,\u00c3\u00a9\n1,2\n3,\xe9\n4,5\n', 'latin1'));
    const reading = sheet.read({
      row: ({ number }) => {
        rows.push({ number, cells: [] });
      },
    });
    await expect(reading).rejects.toMatchObject({ code: 'ENCODING_UNKNOWN', field: 'line 3' });
    expect(rows.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('Windows-1252 is found in a large file by one character of its first megabytes', async () => {
    const bytes = Buffer.from(`${HEADER}${linesOf(MEBIBYTE)}Caf\xe9,1\n`, 'latin1');
    const sheet = await open(bytes);
    expect(sheet.warnings.map(({ code }) => code)).toEqual(['ENCODING_ASSUMED']);
    expect((await rowsOf(sheet)).at(-1)?.cells).toEqual(['Café', '1']);
  });

  it('Windows-1252 is found where its first special character stands far down, and every reading agrees', async () => {
    const bytes = Buffer.from(`${HEADER}${linesOf(7 * MEBIBYTE)}Caf\xe9,1\n${linesOf(MEBIBYTE)}`, 'latin1');
    const sheet = await open(bytes);
    expect(sheet.warnings.map(({ code }) => code)).toEqual(['ENCODING_ASSUMED']);
    for (let pass = 0; pass < 3; pass++) {
      const cells = (await rowsOf(sheet)).map((row) => row.cells[0]);
      expect(cells.filter((cell) => cell?.startsWith('Caf'))).toEqual(['Café']);
    }
  });

  it('UTF-8 is not mistaken where its first special character stands far down', async () => {
    const sheet = await open(`${HEADER}${linesOf(7 * MEBIBYTE)}श्री,1\n`);
    expect(sheet.warnings).toEqual([]);
    expect((await rowsOf(sheet)).at(-1)?.cells).toEqual(['श्री', '1']);
  });

  it('that mixes both far down is refused by its line', async () => {
    const before = linesOf(5 * MEBIBYTE);
    const sheet = await open(
      Buffer.concat([Buffer.from(`${HEADER}${before}श्री,1\n`), Buffer.from('Caf\xe9,1\n', 'latin1')]),
    );
    await expect(rowsOf(sheet)).rejects.toMatchObject({
      code: 'ENCODING_UNKNOWN',
      field: `line ${3 + before.length / LINE.length}`,
    });
  });

  it('UTF-8 is not mistaken where the sample ends within its first character beyond ASCII', async () => {
    for (const before of [1, 2, 3]) {
      const ascii = `${'x'.repeat(1023)}\n`.repeat(ENCODING_SAMPLE_BYTES / 1024).slice(before);
      const sheet = await open(`${ascii}श्री\n`);
      expect(sheet.warnings).toEqual([]);
      expect((await rowsOf(sheet)).at(-1)?.cells).toEqual(['श्री']);
    }
  });

  it('Windows-1252 with UTF-8 far down is no text in either', async () => {
    const before = linesOf(5 * MEBIBYTE);
    const bytes = Buffer.concat([Buffer.from(`Caf\xe9,b\n${before}`, 'latin1'), Buffer.from('Café,1\n')]);
    const sheet = await open(bytes);
    await expect(rowsOf(sheet)).rejects.toMatchObject({
      code: 'ENCODING_UNKNOWN',
      field: `line ${2 + before.length / LINE.length}`,
    });
  });
});

describe('a consumer', () => {
  it('is told between chunks how far the reading is', async () => {
    const content = HEADER + linesOf(3 * MEBIBYTE);
    const told: number[] = [];
    let inside = false;
    let rows = 0;
    await (await open(content)).read({
      row() {
        rows++;
        if (inside) throw new Error('a row came while the consumer paused');
      },
      async pause(bytesDone) {
        inside = true;
        told.push(bytesDone);
        await Promise.resolve();
        inside = false;
      },
    });
    expect(told.length).toBeGreaterThan(5);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(content.length);
    expect(rows).toBe(content.split('\n').length - 1);
  });

  it('ends the reading when it is done, and starts anew at the first row', async () => {
    const sheet = await open('a,b\n1,2\n3,4\n');
    const first = await rowsOf(sheet, { done: () => true });
    expect(first).toEqual([{ number: 1, cells: ['a', 'b'] }]);
    expect(await rowsOf(sheet)).toHaveLength(3);
  });

  it('gets nothing from columns that the row does not have', async () => {
    await (await open('a,b\n')).read({
      row(view) {
        expect([view.text(-1), view.text(2), view.text(5_000), view.text(Number.NaN)]).toEqual([
          '',
          '',
          '',
          '',
        ]);
      },
    });
  });

  it('that throws ends the reading with its own error', async () => {
    const failure = new Error('no more');
    const reading = (await open('a,b\n')).read({
      row() {
        throw failure;
      },
    });
    await expect(reading).rejects.toBe(failure);
  });
});

describe('what the uploader said', () => {
  it.each(['XLSX', 'XLS'] as const)('makes a warning where it said %s of a CSV file', async (declared) => {
    expect((await open('a,b\n1,2\n', declared)).warnings).toEqual([
      { code: 'FORMAT_MISMATCH', message: expect.stringContaining(declared) },
    ]);
  });
});
