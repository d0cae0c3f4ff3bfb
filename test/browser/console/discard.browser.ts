import { beforeAll, expect, it } from 'vitest';
import { openConsole } from './harness.ts';
import { type Seeds, seed } from './seeds.ts';

const under = openConsole();
let seeds: Seeds;

beforeAll(async () => {
  seeds = await seed(under.installation.baseUrl, under.installation.token);
});

it('tells what discarding gives back to earlier imports, and does it', async () => {
  const { page } = await under.signedIn();
  await page.goto(`/imports/${seeds.corrected}`);
  await page.getByText('Who did what').waitFor();
  await page.getByRole('button', { name: 'Discard this import' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Discard this import?' });
  await dialog.getByText(/documents go back to the version of an earlier import/).waitFor();
  expect(await dialog.innerText()).not.toMatch(/Everything|Discard \d/);
  await dialog.getByRole('button', { name: 'Discard the import' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('This import was discarded').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Import discarded' }).getByText('by admin').waitFor();
  expect(await page.getByRole('button', { name: 'Discard this import' }).count()).toBe(0);
  await page.goto('/imports');
  const row = page.getByRole('row').filter({ hasText: 'sales-april-corrected.csv' });
  await row.getByText('Discarded').waitFor();
});

it('names the documents that go, and keeps them when told', async () => {
  const { page } = await under.signedIn();
  await page.goto(`/imports/${seeds.warned}`);
  await page.getByText('Who did what').waitFor();
  await page.getByRole('button', { name: 'Discard this import' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Discard this import?' });
  await dialog.getByText('2 documents go out of your register.').waitFor();
  await dialog.getByRole('button', { name: 'Discard 2 documents' }).waitFor();
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.reload();
  await page.getByText('Done with errors').first().waitFor();
});

it('goes back from a reason to all of them, and says how many rows are shown', async () => {
  const { page, said } = await under.signedIn();
  await page.goto(`/imports/${seeds.withErrors}`);
  const all = page.getByRole('button', { name: /^All reasons/ });
  await all.waitFor();
  await page.getByRole('button', { name: /Date cannot be read/ }).click();
  await page.getByRole('table', { name: 'Refused rows, 1', exact: true }).waitFor();
  await expect.poll(said).toContain('1 row shown');
  await page.goBack();
  await page.getByRole('button', { name: /^All reasons/, pressed: true }).waitFor();
  await page.goForward();
  await page.getByRole('table', { name: 'Refused rows, 1', exact: true }).waitFor();
});

it('shows the number of the document and the wrong value where nobody must scroll', async () => {
  const { page } = await under.signedIn({ viewport: { width: 1366, height: 768 } });
  await page.goto(`/imports/${seeds.withErrors}`);
  const table = page.getByRole('table', { name: /^Refused rows/ });
  const row = table.getByRole('row').filter({ hasText: 'Customer GSTIN: 29AAFCD5862R1ZS' }).first();
  await row.waitFor();
  const cell = row.getByRole('cell').first();
  expect(await cell.innerText()).toMatch(/^S\/26-27\/\d{4}$/);
  await table.evaluate((element) => element.parentElement?.scrollTo({ left: 100_000 }));
  const box = await cell.boundingBox();
  const outer = await table.evaluate((element) => element.parentElement?.getBoundingClientRect().left);
  expect(box?.x).toBeCloseTo((outer ?? 0) + 1 + 76, 0);
});
