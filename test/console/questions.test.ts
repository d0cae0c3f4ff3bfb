import { describe, expect, it } from 'vitest';
import { lookInto } from '../../src/console/upload/look.ts';
import { questionsOf } from '../../src/console/upload/questions.ts';
import { looked, newFile, settled } from '../../src/console/upload/queuedFile.ts';
import type { QueuedFile } from '../../src/console/upload/queueTypes.ts';
import type { Register } from '../../src/gst/columns.ts';
import { templateHeaders } from '../../src/gst/columnTable.ts';

const COMMON = ['Document Type', 'Document Number', 'Document Date', 'Item Taxable Amount', 'GST Rate'];

async function fileOf(
  headers: readonly string[],
  name = 'april.csv',
  rows = 'Invoice,1\n',
): Promise<QueuedFile> {
  const file = new File([`${headers.join(',')}\n${rows}`], name);
  const added = newFile(1, { file, isFolder: false }, { corrects: null, mostBytes: null });
  return looked(added, await lookInto(file, name));
}

function chosen(file: QueuedFile, register: Register): QueuedFile {
  return settled({ ...file, register, isChosen: true });
}

const kinds = (file: QueuedFile) => questionsOf(file).map(({ kind }) => kind);

describe('what is asked before a file is sent', () => {
  it.each(['sales', 'purchase'] as const)('is nothing of a whole %s register', async (register) => {
    const file = await fileOf(templateHeaders(register));
    expect(file).toMatchObject({ state: 'ready', register });
    expect(questionsOf(file)).toEqual([]);
  });

  it.each([
    ['sales', 'purchase'],
    ['purchase', 'sales'],
  ] as const)('is whether it is meant where a %s register is to go as %s', async (is, as) => {
    const parties =
      is === 'sales' ? ['My GSTIN', 'Customer Name'] : ['My GSTIN', 'Supplier GSTIN', 'Supplier Name'];
    for (const headers of [templateHeaders(is), [...COMMON, ...parties]]) {
      const file = chosen(await fileOf(headers), as);
      expect(file.state).toBe('asking');
      expect(kinds(file)).toEqual(['otherRegister']);
    }
  });

  it('is the missing column, and never the other register, where the columns say this one', async () => {
    const headers = templateHeaders('sales').filter((header) => header !== 'Supplier GSTIN');
    const file = await fileOf(headers);
    expect(questionsOf(file)).toMatchObject([
      { kind: 'header', reading: { missing: [{ header: 'Supplier GSTIN', isOwnGstin: true }] } },
    ]);
    const short = await fileOf([...COMMON, 'Customer GSTIN', 'Customer Name', 'Place of Supply']);
    expect(short.register).toBe('sales');
    expect(kinds(short)).toEqual(['header']);
  });

  it('is whether it is sales where it names suppliers and no customers', async () => {
    const headers = [...COMMON, 'Supplier GSTIN', 'Supplier Name'];
    const undecided = await fileOf(headers);
    expect(kinds(undecided)).toEqual(['register']);
    expect(questionsOf(chosen(undecided, 'sales'))).toEqual([
      { kind: 'otherParties', headers: ['Supplier GSTIN', 'Supplier Name'] },
    ]);
    expect(kinds(await fileOf(headers, 'sales.csv'))).toEqual(['otherParties']);
    expect(
      kinds(await fileOf([...COMMON, 'My GSTIN', 'Supplier Name', 'Customer Name', 'Customer GSTIN'])),
    ).toEqual([]);
  });

  it('is not sales or purchase where it is no register at all', async () => {
    const file = await fileOf(['Name', 'Phone', 'City'], 'contacts.csv', 'Asha,1,Pune\n');
    expect(kinds(file)).toEqual(['noHeader']);
    expect(kinds(chosen(file, 'sales'))).toEqual(['noHeader']);
  });

  it('is nothing where the person has said that it is meant', async () => {
    const file = chosen(await fileOf(templateHeaders('purchase')), 'sales');
    expect(questionsOf({ ...file, isInsisted: true })).toEqual([]);
  });
});

describe('a file without a row', () => {
  it.each(['', '\r\n\r\n', ' , \n'])('is refused where all of it was seen', async (rows) => {
    expect(await fileOf(templateHeaders('sales'), 'x.csv', rows)).toMatchObject({
      state: 'refused',
      fault: { by: 'console', code: 'noRows' },
    });
  });

  it('is left to the server where a row is not ended', async () => {
    expect(await fileOf(templateHeaders('sales'), 'x.csv', '"Invoice,1\n')).toMatchObject({ state: 'ready' });
  });
});
