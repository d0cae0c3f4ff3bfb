import { openAsBlob, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTable } from '../../src/console/upload/peek/fileKind.ts';
import { peekFile } from '../../src/console/upload/peek/peekFile.ts';

const FOLDER = join(import.meta.dirname, '../sheet/files');
const MOST = 20;

interface Expected {
  readonly rows?: readonly { readonly cells: readonly string[] }[];
  readonly fault?: unknown;
}

const samples = readdirSync(FOLDER).filter((name) => !name.endsWith('.json'));

function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(join(FOLDER, name.replace(extname(name), '.json')), 'utf8'));
}

/** Trailing cells that hold nothing say nothing. */
function trimmed(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1));
}

describe('a look into a file', () => {
  it.each(samples.filter((name) => expectedOf(name).fault === undefined))(
    'reads of %s the rows that the server reads, or leaves them to it',
    async (name) => {
      const peek = await peekFile(await openAsBlob(join(FOLDER, name)), MOST);
      if (!isTable(peek.kind) || !('rows' in peek)) throw new Error(`${name} is taken for ${peek.kind}`);
      if (peek.kind === 'HTML' || peek.kind === 'XML') {
        expect(peek.rows).toBeNull();
        return;
      }
      const expected = (expectedOf(name).rows ?? []).slice(0, MOST).map(({ cells }) => cells);
      // Below a workbook's header stand numbers, of which only the server makes dates and percentages.
      const compared = peek.kind === 'CSV' ? MOST : 1;
      expect(trimmed(peek.rows ?? []).slice(0, compared)).toEqual(trimmed(expected).slice(0, compared));
    },
  );

  it('never throws, whatever the bytes', async () => {
    const starts = [
      '',
      'PK\x03\x04',
      '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
      '<html>',
      '<?xml ?>',
      '\xff\xfe',
      'a,"b',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 2_000 }),
        async (start, rest) => {
          const peek = await peekFile(new Blob([Buffer.from(start, 'latin1'), Buffer.from(rest)]), MOST);
          expect(peek.kind).toBeTypeOf('string');
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(['libreOfficeSales.xlsx', 'libreOffice.xls'])(
    'never throws for %s with bytes changed or cut off',
    async (name) => {
      const whole = readFileSync(join(FOLDER, name));
      const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 20 }), fc.nat(whole.length), async (changes, cut) => {
          const bytes = Buffer.from(whole);
          for (const { at, byte } of changes) bytes[at] = byte;
          const peek = await peekFile(
            new Blob([bytes.subarray(0, whole.length - (cut % 3 === 0 ? cut : 0))]),
            MOST,
          );
          expect(peek.kind).toBeTypeOf('string');
        }),
        { numRuns: 300 },
      );
    },
  );
});
