import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { createJudge } from '../../src/gst/judge.ts';
import { SheetFault } from '../../src/sheet/fault.ts';
import { judgeText, plainJudge, register, SALES_HEADER, SETTINGS, salesLine } from './judging.ts';

const OWN = '29AAFCD5862R1ZR';
const OTHER = '29AAECC3822D1ZY';

async function faultOf(text: string, settings = SETTINGS): Promise<SheetFault> {
  const outcome = await judgeText(text, { settings }).catch((error: unknown) => error);
  if (!(outcome instanceof SheetFault)) throw new Error('the file was taken');
  return outcome;
}

describe('judgeFile', () => {
  it('counts rows and documents by own GSTIN, and hands out only the documents that passed', async () => {
    const judged = await judgeText(
      register(
        salesLine('A1'),
        salesLine('A1'),
        salesLine('A2', 'bad'),
        salesLine('A2'),
        salesLine('B1', 'odd', OTHER),
      ),
    );
    expect(judged.documents.map(({ number, lineCount }) => [number, lineCount])).toEqual([
      ['A1', 2],
      ['B1', 1],
    ]);
    expect(judged.verdict).toMatchObject({
      stats: [
        { gstin: OTHER, totalDocumentCount: 1, validRows: 1, invalidRows: 0 },
        { gstin: OWN, totalDocumentCount: 1, validRows: 2, invalidRows: 2 },
      ],
      ruleCounts: { T01: 1, T02: 1 },
      refusedRows: 2,
      warningCount: 1,
      fileWarnings: [],
    });
    expect(judged.verdict.findings).toMatchObject([
      { code: 'T01', severity: 'error', count: 1, rows: [4], first: { row: 4, value: 'bad' } },
      { code: 'T02', severity: 'warning', count: 1, rows: [6] },
    ]);
  });

  it('lists UNKNOWN last, and judges rows without number one by one', async () => {
    const judged = await judgeText(
      register(salesLine('', 'good', ''), salesLine('', 'good', ''), salesLine('A1')),
    );
    expect(judged.verdict.stats.map(({ gstin, totalDocumentCount }) => [gstin, totalDocumentCount])).toEqual([
      [OWN, 1],
      ['UNKNOWN', 2],
    ]);
  });

  it('writes no error file and no list of warnings where there is nothing to say', async () => {
    const judged = await judgeText(register(salesLine('A1')));
    expect([judged.errorFile, judged.warningFile]).toEqual(['', '']);
  });

  it('leaves total rows out and says so once, wherever their label stands', async () => {
    const judged = await judgeText(
      register(salesLine('A1'), ',,,,Total,100', salesLine('A2'), ',Grand Total,,,,200'),
    );
    expect(judged.verdict.stats).toEqual([
      { gstin: OWN, totalDocumentCount: 2, validRows: 2, invalidRows: 0 },
    ]);
    expect(judged.verdict.fileWarnings).toEqual(['2 total rows were left out: row 3, 5.']);
  });

  it('judges a row that was counted together with a total row', async () => {
    const judged = await judgeText(register(salesLine('Total', 'good', ''), ',Total,,,,100'));
    expect(judged.verdict.stats).toEqual([
      { gstin: 'UNKNOWN', totalDocumentCount: 1, validRows: 1, invalidRows: 0 },
    ]);
    expect(judged.verdict.fileWarnings).toEqual(['A total row was left out: row 3.']);
  });

  it('refuses a document in which a value has slipped beyond the last column, and no other', async () => {
    const judged = await judgeText(
      register(salesLine('A1'), `${salesLine('A2')},7`, salesLine('A2'), `${salesLine('A3')},,`),
    );
    expect(judged.documents.map(({ number }) => number)).toEqual(['A1', 'A3']);
    expect(judged.verdict.ruleCounts).toEqual({ R01: 1 });
    expect(judged.errorFile).toContain(
      '"1","Value 7 stands beyond the last column. Move each value to its own column and leave the cells beyond the header empty. In a CSV file put quotes around a value that holds a comma.",' +
        `"Invoice","A2","01-07-2026","${OWN}","good","100","7"\r\n"0","Held back: row 3 of the file has errors"`,
    );
  });

  it('counts what a slipped row holds back under the own GSTIN of each row', async () => {
    const judged = await judgeText(
      register(salesLine('A1'), `${salesLine('A1', 'good', '')},7`, salesLine('A1', 'good', OTHER)),
    );
    expect(judged.documents).toEqual([]);
    expect(judged.verdict.stats).toEqual([
      { gstin: OTHER, totalDocumentCount: 0, validRows: 0, invalidRows: 1 },
      { gstin: OWN, totalDocumentCount: 0, validRows: 0, invalidRows: 1 },
      { gstin: 'UNKNOWN', totalDocumentCount: 0, validRows: 0, invalidRows: 1 },
    ]);
  });

  it('takes no part of a document while the rest waits for its own GSTIN', async () => {
    const judge = createJudge(SETTINGS, DEFAULT_TABLES);
    const local = (line: string) => `${line},29,9,9`;
    const header = `${SALES_HEADER},Place of Supply,CGST Amount,SGST Amount`;
    const whole = [local(salesLine('A2')), local(salesLine('A1'))];
    const torn = [header, ...whole, local(salesLine('A1', 'chairs', ''))].join('\r\n');
    const { documents, verdict, errorFile } = await judgeText(torn, { judge });
    expect(documents.map(({ number }) => number)).toEqual(['A2']);
    expect(verdict.stats).toMatchObject([
      { gstin: OWN, validRows: 1, invalidRows: 1 },
      { gstin: 'UNKNOWN', validRows: 0, invalidRows: 1 },
    ]);
    expect(errorFile.split('"A1"')).toHaveLength(3);
    expect(errorFile).not.toContain('"A2"');
  });

  it('tells how far it is: three passes, each to the end of the file', async () => {
    const text = register(salesLine('A1', 'bad'));
    const { progress } = await judgeText(text);
    expect([...new Set(progress.map(({ phase }) => phase))]).toEqual(['counting', 'judging', 'reporting']);
    expect(progress.every(({ bytesTotal }) => bytesTotal === Buffer.byteLength(text))).toBe(true);
  });

  it('comes to the same whatever the order of the rows and however little memory it has', async () => {
    const line = fc.record({
      number: fc.constantFrom('A1', 'a1', 'A2', 'B3', 'C4', ''),
      item: fc.constantFrom('good', 'good', 'bad', 'odd'),
      own: fc.constantFrom(OWN, OTHER, ''),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 40 }),
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 0, max: 5 }),
        async (lines, random, openRows) => {
          const texts = lines.map(({ number, item, own }) => salesLine(number, item, own));
          const shuffled = texts
            .map((text) => ({ text, at: random.next().value ?? 0 }))
            .sort((one, other) => one.at - other.at)
            .map(({ text }) => text);
          const one = await judgeText(register(...texts));
          const other = await judgeText(register(...shuffled), { bounds: { openRows }, hashSeed: 77 });
          expect(other.verdict.stats).toEqual(one.verdict.stats);
          expect(other.verdict.ruleCounts).toEqual(one.verdict.ruleCounts);
          expect(sorted(other.documents)).toEqual(sorted(one.documents));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives each document the verdict that it gets alone', async () => {
    const documents = ['A1', 'A2', 'A3', 'A4'].map((number, at) => [
      salesLine(number),
      salesLine(number, at % 2 === 0 ? 'bad' : 'odd'),
    ]);
    const together = await judgeText(register(...documents.flat()));
    const alone = await Promise.all(documents.map((lines) => judgeText(register(...lines))));
    expect(sorted(together.documents)).toEqual(sorted(alone.flatMap((judged) => judged.documents)));
    expect(together.verdict.refusedRows).toBe(
      alone.reduce((sum, { verdict }) => sum + verdict.refusedRows, 0),
    );
  });

  it('does not take a verdict that lost rows', async () => {
    const judge = plainJudge();
    const losing = {
      ...judge,
      judgeGroup: (rows: Parameters<typeof judge.judgeGroup>[0]) => judge.judgeGroup(rows.slice(1)),
    };
    await expect(judgeText(register(salesLine('A1'), salesLine('A1')), { judge: losing })).rejects.toThrow(
      '2 rows went into a verdict and 1 came out',
    );
  });
});

describe('a file that will not do', () => {
  it('is told from one without rows', async () => {
    expect(await faultOf(`${SALES_HEADER}\r\n`)).toMatchObject({ code: 'EMPTY_FILE' });
    expect(await faultOf(`${SALES_HEADER}\r\n,,,,Total,100\r\n`)).toMatchObject({ code: 'EMPTY_FILE' });
  });

  it('has no header that is one', async () => {
    const fault = await faultOf('a,b,c\r\n1,2,3\r\n');
    expect(fault).toMatchObject({ code: 'HEADER_NOT_FOUND' });
    expect(fault.message).toBe('None of the first 20 rows is the header of a sales register.');
  });

  it('lacks a column: the fault names it and the nearest present one', async () => {
    const fault = await faultOf(register(salesLine('A1')).replace('Document Number', 'Docment Numbr'));
    expect(fault).toMatchObject({
      code: 'HEADER_MISSING',
      field: 'Document Number',
      values: ['Docment Numbr'],
      message: 'The header in row 1 lacks the column Document Number.',
    });
    expect(fault.resolution).toContain("The column 'Docment Numbr' looks like 'Document Number'");
  });

  it('names a column twice: the fault says where', async () => {
    const fault = await faultOf(register(salesLine('A1')).replace('Item Description', 'document number'));
    expect(fault).toMatchObject({
      code: 'HEADER_DUPLICATE',
      field: 'Document Number',
      message:
        'The header names Document Number (columns B, E) more than once, so it is not certain which to read.',
    });
  });

  it('has more rows of one number than a document can have', async () => {
    const lines = Array.from({ length: 5 }, () => salesLine('A1'));
    const outcome = judgeText(register(...lines), { bounds: { groupRows: 4 } });
    await expect(outcome).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      values: ['A1'],
      message: 'Document A1 has more than 4 rows in this file.',
    });
  });

  it('has more own GSTINs than a business can have', async () => {
    const lines = [salesLine('A1', 'good', 'X'), salesLine('A1', 'good', 'Y'), salesLine('A1', 'good', 'Z')];
    await expect(judgeText(register(...lines), { bounds: { ownGstins: 1 } })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
  });
});

describe('the header', () => {
  it('may stand below banners, and hostile names in it are names like others', async () => {
    const judged = await judgeText(
      [
        'Ganga Fabrics Ltd',
        'Sales register April 2026',
        `${SALES_HEADER},__proto__,constructor`,
        `${salesLine('A1', 'bad')},{"polluted":1},x`,
        '',
      ].join('\r\n'),
    );
    expect(judged.errorFile).toContain('"__proto__","constructor"\r\n');
    expect(judged.errorFile).toContain('"{""polluted"":1}","x"\r\n');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

function sorted(documents: readonly { ownGstin: string; number: string; body: string }[]) {
  return documents
    .map((document) => ({
      ...document,
      body: [...(JSON.parse(document.body) as unknown[])].map(String).sort(),
    }))
    .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
