import { mkdtempSync, openAsBlob, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type RegisterFormat, writeRegisterFile } from '../../bench/registers/files.ts';
import { lookInto, registerInName } from '../../src/console/upload/look.ts';
import type { HeaderReading } from '../../src/console/upload/lookTypes.ts';
import type { Register } from '../../src/gst/columns.ts';
import { templateHeaders } from '../../src/gst/columnTable.ts';
import { findHeader } from '../../src/ingestion/registerHeader.ts';
import { SheetFault } from '../../src/sheet/fault.ts';
import { openSheet } from '../../src/sheet/open.ts';
import { SETTINGS } from '../ingestion/judging.ts';
import { sourceOf } from '../sheet/byteSource.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'gst-intake-look-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));
const REGISTERS: readonly Register[] = ['sales', 'purchase'];
const FORMATS: readonly RegisterFormat[] = ['CSV', 'XLSX', 'XLS'];

/** What the server says of the file's header: how many columns it knows, or why it refuses it. */
async function serverSays(bytes: Uint8Array, register: Register): Promise<number | string> {
  try {
    const sheet = await openSheet(sourceOf(bytes), { declared: 'CSV' });
    return (await findHeader(sheet, { ...SETTINGS, register })).score;
  } catch (error) {
    if (error instanceof SheetFault) return error.code;
    throw error;
  }
}

function consoleSays(reading: HeaderReading | null): number | string {
  if (reading === null) return 'HEADER_NOT_FOUND';
  if (reading.duplicates.length > 0) return 'HEADER_DUPLICATE';
  return reading.missing.length > 0 || reading.likeOther === 'surely' ? 'HEADER_MISSING' : reading.known;
}

async function readingsOf(bytes: Uint8Array<ArrayBuffer>, name = 'register') {
  const look = await lookInto(new Blob([bytes]), name);
  if (!('readings' in look)) throw new Error(`taken for ${look.kind}`);
  return look;
}

describe('a look at the header row', () => {
  it.each(REGISTERS.flatMap((register) => FORMATS.map((format) => ({ register, format }))))(
    'finds in a $format $register register what the server finds',
    async ({ register, format }) => {
      const path = join(FOLDER, `${register}.${format}`);
      const options = { register, lines: 3_000, seed: 7, plantOneIn: 50, width: 'usual' } as const;
      await writeRegisterFile(path, format, options);
      const look = await lookInto(await openAsBlob(path), 'x');
      expect(look).toMatchObject({ kind: format, guess: register, guessedBy: 'columns', isRead: true });
      const bytes = readFileSync(path);
      for (const one of REGISTERS) {
        const reading = 'readings' in look ? look.readings[one] : null;
        expect(consoleSays(reading)).toBe(await serverSays(bytes, one));
      }
    },
  );

  it('finds what the server finds in a register of another program', async () => {
    const bytes = readFileSync(join(import.meta.dirname, '../acceptance/files/sales-april.xlsx'));
    const look = await readingsOf(bytes);
    expect(look).toMatchObject({ kind: 'XLSX', guess: 'sales' });
    expect(consoleSays(look.readings.sales)).toBe(await serverSays(bytes, 'sales'));
  });

  it('agrees with the server on any header, below any banner', async () => {
    const header = fc.constantFrom(
      ...templateHeaders('sales'),
      ...templateHeaders('purchase'),
      'Remarks',
      '',
    );
    const delimiter = fc.constantFrom(',', ';', '\t', '|');
    await fc.assert(
      fc.asyncProperty(
        fc.array(header, { minLength: 1, maxLength: 80 }),
        fc.nat(22),
        delimiter,
        async (headers, banners, parts) => {
          const rows = [
            ...Array.from({ length: banners }, () => ['Banner Traders']),
            headers,
            headers.map((_, at) => String(at)),
          ];
          const text = rows.map((cells) => cells.map((cell) => `"${cell}"`).join(parts)).join('\r\n');
          const bytes = new TextEncoder().encode(text);
          const { readings } = await readingsOf(bytes);
          for (const register of REGISTERS) {
            expect(consoleSays(readings[register])).toBe(await serverSays(bytes, register));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('names the columns that are missing, with what the file has instead', async () => {
    const headers = templateHeaders('sales').map((name) =>
      name === 'Document Number' ? 'Documnt Numbr' : name,
    );
    const { readings } = await readingsOf(new TextEncoder().encode(`${headers.join(',')}\n1\n`));
    expect(readings.sales?.missing).toEqual([
      { header: 'Document Number', nearest: 'Documnt Numbr', isOwnGstin: false },
    ]);
  });

  it('goes by the name where the columns say nothing', async () => {
    const look = await readingsOf(new TextEncoder().encode('a,b\n1,2\n'), 'Purchase register.csv');
    expect(look).toMatchObject({ guess: 'purchase', guessedBy: 'name' });
    expect(registerInName('sales and purchase.csv')).toBeNull();
    expect(registerInName('GSTR-1_April.csv')).toBe('sales');
    expect(registerInName('GSTR-2B.csv')).toBe('purchase');
    expect(registerInName('GSTR-10.csv')).toBeNull();
  });
});
