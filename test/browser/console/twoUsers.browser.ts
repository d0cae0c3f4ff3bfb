import { beforeAll, expect, it } from 'vitest';
import { openConsole } from './harness.ts';
import { type Seeds, seed } from './seeds.ts';
import { signIn } from './steps.ts';

const under = openConsole();
let seeds: Seeds;
let othersToken: string;

beforeAll(async () => {
  const { admin, baseUrl, token } = under.installation;
  seeds = await seed(baseUrl, token);
  await admin('admin', 'workspace', 'create', '--name', 'New company');
  await admin(
    ...['admin', 'user', 'create', '--workspace', 'New company', '--name', 'Newcomer'],
    ...['--permissions', 'invoice.create,invoice.read'],
  );
  const made = await admin<{ token: string }>('admin', 'token', 'create', '--user', 'Newcomer');
  othersToken = made.token;
});

it('shows nothing of one user to the next who signs in at their place', async () => {
  const { page, context } = await under.signedIn({ expects: [/status of 40[14]/] });
  await page.goto(`/imports/${seeds.withErrors}`);
  await page.getByRole('heading', { level: 1, name: 'sales-april.xlsx' }).waitFor();
  await page.getByText('Who did what').waitFor();
  await context.clearCookies();
  await page.getByRole('button', { name: 'Discard this import' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.waitFor();
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seenAfter: seen });
    new MutationObserver(() => {
      if (document.querySelector('[aria-label="Account: Newcomer"]') === null) return;
      seen.push(document.body.innerText);
    }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  await signIn(page, othersToken);
  await page.getByRole('heading', { level: 1, name: 'Import', exact: true }).waitFor();
  await page.getByText('No such import in your workspace').waitFor();
  const seen = await page.evaluate(() => (window as unknown as { seenAfter: string[] }).seenAfter);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.filter((text) => text.includes('sales-april.xlsx'))).toEqual([]);

  await page.getByRole('link', { name: 'Imports', exact: true }).click();
  await page.getByText('No imports yet').waitFor();
});

it('asks again for what failed, when the same user is back', async () => {
  const { page, context } = await under.signedIn({ expects: [/status of 401/] });
  await page.goto('/imports');
  await page.getByRole('link', { name: 'sales-may.csv' }).waitFor();
  await context.clearCookies();
  await page.getByRole('link', { name: 'sales-may.csv' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.waitFor();
  await signIn(page, under.installation.token);
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('heading', { level: 1, name: 'sales-may.csv' }).waitFor();
});

it('does not send the next user to the place that another has left', async () => {
  const { page } = await under.signedIn({ expects: [/status of 401/] });
  await page.goto(`/imports/${seeds.clean}`);
  await page.getByRole('heading', { level: 1, name: 'sales-march.csv' }).waitFor();
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  await expect.poll(() => new URL(page.url()).pathname).toBe('/sign-in');
  expect(new URL(page.url()).search).toBe('');
  await signIn(page, othersToken);
  await page.getByRole('heading', { level: 1, name: 'Upload' }).waitFor();
});
