import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FinalStatus, trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { columnsOf } from '../../bench/registers/columns.ts';
import { generateRegister } from '../../bench/registers/generate.ts';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { headerLine, lineOf } from '../../bench/registers/write.ts';
import { readQuotedCsv } from '../../src/sheet/csv/quotedCsv.ts';
import { openSite, type Site } from './site.ts';

/** The refused rows as a workbook, on their way out of a real server and in again. */

const OWN = OWN_GSTINS[0] ?? '';
const HEADER =
  'Document Type,Document Number,Document Date,Supplier GSTIN,Customer Name,Place of Supply,Item Description,HSN or SAC code,Item Quantity,Item Unit Code,Item Taxable Amount,GST Rate,IGST Amount,Remarks';

let server: Site;

beforeAll(async () => {
  server = await openSite();
  await server.admin('admin', 'workspace', 'update', server.workspace, '--gstins', OWN_GSTINS.join(','));
});

afterAll(async () => {
  await server?.remove();
});

interface Sent {
  readonly activityId: string;
  readonly status: FinalStatus;
  readonly valid: number;
  readonly invalid: number;
}

async function send(
  type: 'sales' | 'purchase',
  bytes: string | Uint8Array,
  format: 'CSV' | 'XLSX',
): Promise<Sent> {
  const url = await upload(server, type, Buffer.from(bytes), format);
  const activityId = await trigger(server, type, url);
  const status = await untilEnded(server, type, activityId);
  const stats = status.processingStats ?? [];
  return {
    ...{ activityId, status },
    valid: stats.reduce((sum, { validRows }) => sum + validRows, 0),
    invalid: stats.reduce((sum, { invalidRows }) => sum + invalidRows, 0),
  };
}

async function nativeCall(path: string): Promise<Response> {
  const response = await fetch(`${server.baseUrl}/api/v1/activities/${path}`, {
    headers: { 'x-cleartax-auth-token': server.token },
  });
  expect(response.status).toBe(200);
  return response;
}

async function workbookOf({ activityId }: Sent): Promise<Buffer> {
  return Buffer.from(await (await nativeCall(`${activityId}/errors.xlsx`)).arrayBuffer());
}

/** What is wrong with each row, wherever in its file it stands. */
async function messagesOf({ activityId }: Sent): Promise<string[]> {
  const { body } = await nativeCall(`${activityId}/errors.csv`);
  const messages: string[] = [];
  for await (const rows of readQuotedCsv(body ?? new ReadableStream()))
    messages.push(...rows.map(([count, message]) => `${count}: ${message?.replace(/row \d+ of/, 'row of')}`));
  return messages;
}

async function opened(bytes: Buffer): Promise<{ workbook: ExcelJS.Workbook; sheet: ExcelJS.Worksheet }> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as never);
  const [sheet] = workbook.worksheets;
  if (sheet === undefined) throw new Error('a workbook without sheets');
  return { workbook, sheet };
}

describe('an error workbook', () => {
  it('that is corrected in another program and sent again is taken in, whatever stands in its texts', async () => {
    const line = (number: string, rest: string) => `Invoice,${number},04-06-2026,${OWN},${rest}`;
    const first = await send(
      'sales',
      [
        HEADER,
        line('A/1', '=HYPERLINK("x"),Bihar,Rod,72142090,3,NOS,1000.50,18,180.09,+1+1'.replace('"x"', 'x')),
        line('A/2', "'Quoted Traders,Bihar,Rod,72142090,3,NOS,1000,18,100,@SUM(A1)"),
        line('A/2', '-Dash & Co,Bihar,Rod,07142090,3,NOS,2000,18,360,007'),
        line('A/3', 'Sharma,Bihar,Rod,72142090,3,NOS,-,18,180,'),
        '',
      ].join('\n'),
      'CSV',
    );
    expect(first).toMatchObject({ valid: 1, invalid: 3 });

    const { workbook, sheet } = await opened(await workbookOf(first));
    const columnOf = (header: string) => (sheet.getRow(1).values as unknown[]).indexOf(header);
    expect(sheet.rowCount).toBe(4);
    expect(sheet.getRow(2).getCell(columnOf('Customer Name')).value).toBe("'Quoted Traders");
    expect(sheet.getRow(2).getCell(columnOf('Remarks')).value).toBe('@SUM(A1)');
    expect(sheet.getRow(2).getCell(columnOf('IGST Amount')).note).toBeDefined();
    sheet.getRow(2).getCell(columnOf('IGST Amount')).value = 180;
    sheet.getRow(4).getCell(columnOf('Item Taxable Amount')).value = 1000;
    const second = await send('sales', Buffer.from(await workbook.xlsx.writeBuffer()), 'XLSX');
    expect(second).toMatchObject({ valid: 3, invalid: 0, status: { fileError: null } });

    const lines = (await (await nativeCall(`${second.activityId}/documents.ndjson`)).text())
      .trim()
      .split('\n');
    const [quoted] = lines.map((each) => JSON.parse(each)).filter(({ number }) => number === 'A/2');
    expect(quoted.header.customerName ?? quoted.lines[0].customerName).toBe("'Quoted Traders");
    expect(quoted.lines.map((each: { hsnSacCode: string }) => each.hsnSacCode)).toEqual([
      '72142090',
      '07142090',
    ]);
  });

  it.each(['sales', 'purchase'] as const)(
    'of %s that is sent again as it is has every row refused for the same reasons',
    async (register) => {
      const columns = columnsOf(register, 'all');
      const { rows } = generateRegister({ register, lines: 2_000, seed: 7, plantOneIn: 4 });
      let text = headerLine(columns);
      for (const { cells } of rows()) text += lineOf(cells, columns);
      const first = await send(register, text, 'CSV');
      const second = await send(register, await workbookOf(first), 'XLSX');
      expect(second).toMatchObject({ valid: 0, invalid: first.invalid });
      expect(await messagesOf(second)).toEqual(await messagesOf(first));

      // Of a workbook with its types.
      const third = await send(register, await workbookOf(second), 'XLSX');
      expect(third).toMatchObject({ valid: 0, invalid: first.invalid });
      expect(await messagesOf(third)).toEqual(await messagesOf(first));
    },
  );
});
