import ExcelJS from 'exceljs';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openSheet } from '../../../src/sheet/open.ts';
import { sourceOf } from '../../sheet/byteSource.ts';
import { openConsole } from './harness.ts';
import { csvOf, WITH_ERRORS, WRONG_DATE, WRONG_GSTIN, WRONG_TAX, workbookOf } from './registers.ts';
import { cardOf, chooseFiles, csvFile, importShown, send, signIn, untilCardSays } from './steps.ts';

const under = openConsole();

/** A shop's register: three of its ten documents are wrong. */
const REGISTERS = [
  { name: 'sales-april.csv', file: async () => csvFile('sales-april.csv', csvOf(WITH_ERRORS)) },
  {
    name: 'sales-april.xlsx',
    file: async () => ({
      name: 'sales-april.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: await workbookOf(WITH_ERRORS),
    }),
  },
];

describe('signing in', () => {
  it('says in words what is wrong with a token, and takes the right one', async () => {
    const { page } = await under.visit();
    await page.goto('/imports?state=done');
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await signIn(page, `${under.installation.token.slice(0, -3)}AAA`);
    await page.getByText('This token is not valid').waitFor();
    expect(await page.getByLabel('Token', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await signIn(page, under.installation.token);
    await page.getByRole('heading', { level: 1, name: 'Imports' }).waitFor();
    expect(new URL(page.url()).search).toBe('?state=done');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: 'gst-intake-session', httpOnly: true, sameSite: 'Strict' });
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
      'gst_',
    );
  });

  it('signs out, and nothing of the workspace can be seen any more', async () => {
    const { page } = await under.signedIn();
    await page.getByRole('button', { name: 'Account: admin' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await page.goBack().catch(() => null);
    await page.goto('/imports');
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  });
});

describe.each(REGISTERS)('$name with errors', ({ name, file }) => {
  it('is sent, read, corrected, sent again and clean, without a manual', async () => {
    const { page } = await under.signedIn();
    await chooseFiles(page, await file());
    await cardOf(page, name).getByText('Looks like a sales register').waitFor();
    await send(page, name);
    await untilCardSays(page, name, 'Done with errors');
    await untilCardSays(page, name, '7 documents taken in.');
    await page.getByRole('link', { name: 'See what is wrong' }).click();

    await page.getByRole('heading', { level: 1, name }).waitFor();
    const refused = importShown(page);
    await readErrors(page);
    await fetchErrorWorkbook(page);

    await page.getByRole('link', { name: 'Send the corrected file' }).click();
    await page.getByText(`Corrected rows of “${name}”`).waitFor();
    const corrected = WITH_ERRORS.map((row) => ({
      ...row,
      'IGST Amount': '270.00',
      'Customer GSTIN': '29AAFCD5862R1ZR',
      'Document Date': '01/04/2026',
    }));
    await chooseFiles(page, csvFile('corrected.csv', csvOf(corrected)));
    await send(page, 'corrected.csv');
    await untilCardSays(page, 'corrected.csv', '10 documents taken in.');
    await page.getByRole('link', { name: 'See the import' }).last().click();

    await page.getByText('Everything is taken in').waitFor();
    await page.getByText('Sent as the correction of').waitFor();
    await page.getByRole('link', { name }).click();
    await page.getByText('Followed by').waitFor();
    expect(importShown(page)).toBe(refused);
    await page.getByRole('link', { name: 'corrected.csv' }).waitFor();
  });
});

/** Rule by rule, then in the row itself. */
async function readErrors(page: Page): Promise<void> {
  await page.getByRole('button', { name: /GSTIN check digit is wrong/ }).waitFor();
  await page.getByRole('button', { name: /Date cannot be read/ }).waitFor();
  const rule = page.getByRole('button', { name: /Tax does not match the rate/ });
  await rule.click();
  const table = page.getByRole('table', { name: /Refused rows, 1\b/ });
  const row = table.getByRole('row').nth(1);
  await row.getByRole('rowheader', { name: '3' }).waitFor();
  await row.getByText(/Expected 270/).waitFor();
  await row.getByRole('button', { name: 'Show the cell in IGST Amount' }).click();
  const cell = row
    .getByRole('cell')
    .filter({ hasText: WRONG_TAX['IGST Amount'] ?? '' })
    .last();
  await cell.getByText('Tax does not match the rate').waitFor();
  expect(await isInSight(cell)).toBe(true);
  await page.getByRole('button', { name: /All reasons/ }).click();
  await page.getByRole('table', { name: /Refused rows, 3\b/ }).waitFor();
  const wrong = [
    { column: 'Customer GSTIN', value: WRONG_GSTIN['Customer GSTIN'], hint: /GST portal/ },
    { column: 'Document Date', value: WRONG_DATE['Document Date'], hint: /DD-MM-YYYY/ },
  ];
  for (const { column, value = '', hint } of wrong) {
    const refused = page.getByRole('row').filter({ hasText: value });
    await refused.getByText(hint).waitFor();
    await refused.getByRole('button', { name: `Show the cell in ${column}` }).click();
    await refused.getByRole('cell', { name: `Wrong: ${value}` }).waitFor();
  }
}

/** Whether the middle of it can be seen, not scrolled away and not under something else. */
async function isInSight(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return top !== null && element.contains(top);
  });
}

/** By the link on the page, with nothing but the session; our own reader and another one open it. */
async function fetchErrorWorkbook(page: Page): Promise<void> {
  const started = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download error workbook' }).click();
  const download = await started;
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
  const workbook = new ExcelJS.Workbook();
  const path = await download.path();
  await workbook.xlsx.readFile(path);
  const numbers = workbook.worksheets[0]
    ?.getColumn(2)
    .values.filter((value) => String(value).startsWith('INV'));
  expect(numbers).toEqual(['INV-2', 'INV-4', 'INV-6']);
  const bytes = Buffer.from(await workbook.xlsx.writeBuffer());
  const sheet = await openSheet(sourceOf(bytes), { declared: 'XLSX' });
  expect(sheet).toBeDefined();
}

describe('the list of imports', () => {
  it('shows all of them, and its address keeps what is looked for', async () => {
    const { page } = await under.signedIn();
    await page.getByRole('link', { name: 'Imports', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Imports' }).waitFor();
    const list = page.getByRole('table', { name: 'Imports, newest first' });
    await list.getByRole('link', { name: 'sales-april.csv' }).waitFor();
    await list.getByRole('link', { name: 'sales-april.xlsx' }).waitFor();
    expect(await list.getByRole('link', { name: 'corrected.csv' }).count()).toBe(2);

    await page.getByRole('searchbox', { name: 'Search by file name' }).fill('april.xl');
    await list.getByRole('link', { name: 'corrected.csv' }).first().waitFor({ state: 'hidden' });
    await page.waitForURL(/april\.xl/);
    await page.getByRole('button', { name: /All states/ }).click();
    await page.getByRole('option', { name: 'Done with errors' }).click();
    await page.waitForURL(/state=done_with_errors/);
    const address = page.url();

    await list.getByRole('link', { name: 'sales-april.xlsx' }).click();
    await page.getByRole('heading', { level: 1, name: 'sales-april.xlsx' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'sales-april.xlsx' }).waitFor();
    await page.goBack();
    expect(page.url()).toBe(address);
    await list.getByRole('link', { name: 'sales-april.xlsx' }).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('april.xl');
    await page.goForward();
    await page.getByRole('heading', { level: 1, name: 'sales-april.xlsx' }).waitFor();
    await page.goto(address);
    await list.getByRole('link', { name: 'sales-april.xlsx' }).waitFor();
    expect(await list.getByRole('row').count()).toBe(2);
  });

  it('says of a link that leads nowhere that it does', async () => {
    const { page } = await under.signedIn({ expects: [/status of 404/] });
    await page.goto('/imports/0123456789abcdef01234567');
    await page.getByText('No such import in your workspace').waitFor();
  });
});
