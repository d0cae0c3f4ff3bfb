import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  characters,
  double,
  formula,
  label,
  labelSst,
  record,
  stringRecord,
  TEXT_RESULT,
  workbook,
} from './biffWriter.ts';
import { type SharedText, sharedTextRecords } from './sharedTexts.ts';
import { openBytes, textsOf, typedRowsOf } from './typedRows.ts';

const plain = (text: string): SharedText => ({ text, isWide: /[^\0-\xff]/.test(text), runs: 0, phonetic: 0 });

function fileOf(texts: readonly SharedText[], isCut: (bytes: number, atom: number) => boolean): Buffer {
  const cells = texts.map((_, row) => labelSst(row, 0, row));
  return workbook([{ records: cells }], sharedTextRecords(texts, isCut));
}

const sharedText: fc.Arbitrary<SharedText> = fc
  .record({
    text: fc.string({
      unit: fc.constantFrom('a', 'Z', '9', 'é', 'ÿ', 'श्', 'री', '₹', '🙂'),
      minLength: 1,
      maxLength: 30,
    }),
    isWide: fc.boolean(),
    runs: fc.constantFrom(0, 0, 1, 3),
    phonetic: fc.constantFrom(0, 0, 5, 14),
  })
  .map((made) => ({ ...made, isWide: made.isWide || /[^\0-\xff]/.test(made.text) }));

describe('texts that cells share', () => {
  it('are read whole wherever their records are cut', async () => {
    const texts = [
      plain('Ganga Fabrics'),
      { ...plain('श्री ट्रेडर्स'), runs: 2 },
      { ...plain('Café'), phonetic: 9 },
      plain('end'),
    ];
    const expected = texts.map(({ text }) => [text]);
    for (let cut = 1; cut < 90; cut++) {
      const file = fileOf(texts, (_, atom) => atom === cut);
      expect(await textsOf(file), `cut before piece ${cut}`).toEqual(expected);
    }
  });

  it('are read whatever they are made of and however often they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sharedText, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 40 }),
        async (texts, most) => {
          const file = fileOf(texts, (bytes) => bytes > most);
          expect(await textsOf(file)).toEqual(texts.map(({ text }) => [text]));
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each(['x', 'é', 'ड'])('go over the 8,224 bytes of a record at every place: %s', async (character) => {
    for (let length = 8_200; length < 8_240; length++) {
      const texts = [plain('x'.repeat(length)), plain(character.repeat(9_000)), plain('after')];
      expect(await textsOf(fileOf(texts, () => false))).toEqual(texts.map(({ text }) => [text]));
    }
  });

  it('may change their width where a record is cut', async () => {
    const texts = Buffer.concat([Buffer.of(1, 0, 0, 0, 1, 0, 0, 0, 6, 0), characters('abc')]);
    const file = workbook(
      [{ records: [labelSst(0, 0, 0)] }],
      [record(0xfc, [], texts), record(0x3c, [], characters('दe')), record(0x3c, [], characters('f'))],
    );
    expect(await textsOf(file)).toEqual([['abcदef']]);
  });

  it('are as good in the cell itself, and behind a formula, continued or not', async () => {
    const long = 'क'.repeat(10_000);
    const head = Buffer.from(Uint16Array.of(long.length).buffer);
    const pieces = [long.slice(0, 4_000), long.slice(4_000, 8_000), long.slice(8_000)].map((piece) =>
      characters(piece),
    );
    const [first, ...others] = pieces.map((piece, index) =>
      index === 0 ? record(0x0207, [], Buffer.concat([head, piece])) : record(0x003c, [], piece),
    ) as [Buffer, ...Buffer[]];
    const file = workbook([
      {
        records: [
          label(0, 0, 'own'),
          label(0, 1, ''),
          formula(0, 2, TEXT_RESULT),
          stringRecord('told'),
          formula(1, 0, TEXT_RESULT),
          first,
          ...others,
          formula(2, 0, double(2.5)),
        ],
      },
    ]);
    expect(await textsOf(file)).toEqual([['own', '', 'told'], [long], ['2.5']]);
  });

  it('are bounded in number by what comes, not by what is declared', async () => {
    const empty = record(0x003c, [], Buffer.alloc(8_223));
    const head = record(0x00fc, [], Buffer.from(Uint32Array.of(0, 0xffff_ffff).buffer));
    const table = [head, ...Array.from({ length: 6_121 }, () => empty)];
    await expect(textsOf(workbook([{ records: [label(0, 0, 'a')] }], table))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('16,777,216 different texts'),
    });
  });

  it('are missed where the file changes between two readings', async () => {
    const bytes = fileOf([plain('first'), plain('second')], () => false);
    const sheet = await openBytes(bytes);
    expect(await typedRowsOf(sheet)).toHaveLength(2);
    const cell = labelSst(1, 0, 1);
    labelSst(1, 0, 2).copy(bytes, bytes.indexOf(cell));
    await expect(typedRowsOf(sheet)).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      resolution: expect.stringMatching(/^Export [^:]*\.xlsx\) and send that file\.$/),
    });
  });
});
