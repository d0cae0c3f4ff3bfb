import { describe, expect, it } from 'vitest';
import { openConsole, openFolder } from './harness.ts';
import { csvOf, many, WITH_ERRORS } from './registers.ts';
import { cardOf, chooseFiles, csvFile, send, signIn, slowUploads, untilCardSays } from './steps.ts';

const under = openConsole();
const written = openFolder();

const SMALL = csvOf(WITH_ERRORS);
/** Megabytes, so that a slow line takes a while for them. */
const LARGE = csvOf(many(20_000, () => ({})));
/** Checked for some seconds. */
const LONG = csvOf(many(150_000, () => ({})));

describe('while a file is sent', () => {
  it('it can be cancelled, and sent again', async () => {
    const { page, context } = await under.signedIn();
    const line = await slowUploads(context, page, 200_000);
    await chooseFiles(page, csvFile('slow.csv', LARGE));
    await send(page, 'slow.csv');
    await untilCardSays(page, 'slow.csv', /[1-9].* of .* sent/);
    await page.getByRole('button', { name: 'Cancel slow.csv' }).click();
    await untilCardSays(page, 'slow.csv', 'Cancelled');
    await line.fast();
    await cardOf(page, 'slow.csv').getByRole('button', { name: 'Send again' }).click();
    await untilCardSays(page, 'slow.csv', '20,000 documents taken in.');
  });

  it('one may look elsewhere in the console, and it goes on', async () => {
    const { page, context } = await under.signedIn();
    const line = await slowUploads(context, page, 400_000);
    await chooseFiles(page, csvFile('onward.csv', LARGE));
    await send(page, 'onward.csv');
    await untilCardSays(page, 'onward.csv', /[1-9].* of .* sent/);
    await page.getByRole('link', { name: 'Imports', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Imports' }).waitFor();
    await page.getByText(/1 file on the way/).waitFor();
    await line.fast();
    await page.getByRole('row').filter({ hasText: 'onward.csv' }).getByText('Done').waitFor();
    await page.goBack();
    await untilCardSays(page, 'onward.csv', '20,000 documents taken in.');
  });

  it('closing the page warns, and only then', async () => {
    const { page, context } = await under.signedIn();
    const asked: string[] = [];
    page.on('dialog', (dialog) => asked.push(dialog.type()));
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Upload' }).waitFor();
    expect(asked).toEqual([]);
    await chooseFiles(page, csvFile('warned.csv', LARGE));
    await page.getByRole('button', { name: 'Send warned.csv' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Upload' }).waitFor();
    expect(asked.splice(0)).toEqual(['beforeunload']);

    await slowUploads(context, page, 200_000);
    await chooseFiles(page, csvFile('warned.csv', LARGE));
    await send(page, 'warned.csv');
    await untilCardSays(page, 'warned.csv', /[1-9].* of .* sent/);
    await page.close({ runBeforeUnload: true });
    await expect.poll(() => asked).toEqual(['beforeunload']);
  });

  it('the connection may go and come back, and it ends right', async () => {
    const { page, context } = await under.signedIn({ expects: [/net::ERR_/] });
    const line = await slowUploads(context, page, 400_000);
    await chooseFiles(page, csvFile('offline.csv', LARGE));
    await send(page, 'offline.csv');
    await untilCardSays(page, 'offline.csv', /[1-9].* of .* sent/);
    await context.setOffline(true);
    await page.getByText('You are offline').first().waitFor();
    await line.fast();
    await context.setOffline(false);
    await untilCardSays(page, 'offline.csv', '20,000 documents taken in.');
    await page.getByText('You are offline').first().waitFor({ state: 'hidden' });
  });
});

describe('while a file is checked', () => {
  it('it can be cancelled on the upload screen, and nothing of it counts', async () => {
    const { page } = await under.signedIn();
    await chooseFiles(page, await written('long.csv', LONG));
    await send(page, 'long.csv');
    await untilCardSays(page, 'long.csv', 'Checking');
    await page.getByRole('button', { name: 'Cancel long.csv' }).click();
    await untilCardSays(page, 'long.csv', 'Cancelled');
    await page.getByRole('link', { name: 'Imports', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'long.csv' });
    await row.getByText('Discarded').waitFor();
    await row.getByRole('link', { name: 'long.csv' }).click();
    await page.getByText('This import was cancelled').waitFor();
  });

  it('the page may be closed without a question', async () => {
    const { page } = await under.signedIn();
    const asked: string[] = [];
    page.on('dialog', (dialog) => asked.push(dialog.type()));
    await chooseFiles(page, await written('closed.csv', LONG));
    await send(page, 'closed.csv');
    await untilCardSays(page, 'closed.csv', /You may close this page|Checking/);
    await page.getByText('You may close this page').waitFor();
    await page.goto('/imports');
    expect(asked).toEqual([]);
    const row = page.getByRole('row').filter({ hasText: 'closed.csv' });
    await row.getByRole('link', { name: 'closed.csv' }).click();
    await page.getByText('Everything is taken in').waitFor({ timeout: 90_000 });
  });
});

describe('two tabs', () => {
  it('show the same, and signing out of one ends the other', async () => {
    const { page, context } = await under.signedIn({ expects: [/status of 401/] });
    const second = await context.newPage();
    await second.goto('/imports');
    await second.getByRole('heading', { level: 1, name: 'Imports' }).waitFor();
    await chooseFiles(page, csvFile('tabs.csv', SMALL));
    await send(page, 'tabs.csv');
    await second.getByRole('row').filter({ hasText: 'tabs.csv' }).getByText('Done with errors').waitFor();
    await page.getByRole('button', { name: 'Account: admin' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await second.getByRole('link', { name: 'tabs.csv' }).first().click();
    await second.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
  });
});

describe('a token that is revoked in the middle', () => {
  it('asks for another in place, and nothing that was chosen or sent is lost', async () => {
    const { page, context } = await under.visit({ expects: [/status of 40[13]/] });
    const { installation } = under;
    const { token, tokenId } = await installation.admin<{ token: string; tokenId: string }>(
      ...['admin', 'token', 'create', '--user', 'admin'],
    );
    await page.goto('/');
    await signIn(page, token);
    const line = await slowUploads(context, page, 200_000);
    await chooseFiles(page, csvFile('waits.csv', SMALL), csvFile('half-sent.csv', LARGE));
    await send(page, 'half-sent.csv');
    await untilCardSays(page, 'half-sent.csv', /[1-9].* of .* sent/);
    await installation.admin('admin', 'token', 'revoke', tokenId);
    await line.fast();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.waitFor();
    await signIn(page, installation.token);
    await dialog.waitFor({ state: 'hidden' });
    await untilCardSays(page, 'half-sent.csv', '20,000 documents taken in.');
    await send(page, 'waits.csv');
    await untilCardSays(page, 'waits.csv', '7 documents taken in.');
  });
});
