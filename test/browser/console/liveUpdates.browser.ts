import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startInstallation } from '../../acceptance/installation.ts';
import { type CuttingProxy, startCuttingProxy } from './cuttingProxy.ts';
import { openConsole } from './harness.ts';
import { csvOf, many, WITH_ERRORS, WRONG_TAX } from './registers.ts';
import { cardOf, chooseFiles, csvFile, send, untilCardSays } from './steps.ts';

let proxy: CuttingProxy;
const under = openConsole(async () => {
  proxy = await startCuttingProxy();
  const installation = await startInstallation({ env: { GST_INTAKE_PUBLIC_URL: proxy.baseUrl } });
  proxy.leadTo(installation.baseUrl);
  return installation;
});
afterAll(() => proxy?.close());

const EXPECTS = {
  expects: [/status of 502 .*\/events/, /net::ERR_INCOMPLETE_CHUNKED_ENCODING/, /net::ERR_EMPTY/],
};
/** So many rows are checked for long enough that a cut meets them. */
const BIG = csvOf(many(60_000, (index) => (index % 1_000 === 0 ? WRONG_TAX : {})));

beforeEach(() => {
  proxy.refuseEvents(false);
  proxy.calls();
});

describe('a stream of events', () => {
  it('tells of what another person sends, without a reload', async () => {
    const watcher = await under.signedIn(EXPECTS, proxy.baseUrl);
    const sender = await under.signedIn(EXPECTS, proxy.baseUrl);
    await watcher.page.getByRole('link', { name: 'Imports', exact: true }).click();
    await watcher.page.getByText('No imports yet').waitFor();
    await chooseFiles(sender.page, csvFile('told.csv', csvOf(WITH_ERRORS)));
    await send(sender.page, 'told.csv');
    const row = watcher.page.getByRole('row').filter({ hasText: 'told.csv' });
    await row.getByText('Done with errors').waitFor();
  });

  it('is taken up again after a cut, and the screen ends right', async () => {
    const { page } = await under.signedIn(EXPECTS, proxy.baseUrl);
    await chooseFiles(page, csvFile('cut.csv', BIG));
    await send(page, 'cut.csv');
    await page.getByRole('link', { name: 'Imports', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'cut.csv' });
    await row.getByText('Checking').waitFor();
    expect(proxy.cutEvents()).toBeGreaterThan(0);
    await row.getByText('Done with errors').waitFor({ timeout: 60_000 });
    await row.getByText('59,940').waitFor();
    await expect.poll(() => proxy.calls().events, { timeout: 15_000 }).toBeGreaterThan(0);
  });

  it('that cannot be had is replaced by asking again and again', async () => {
    proxy.refuseEvents(true);
    const { page } = await under.signedIn(EXPECTS, proxy.baseUrl);
    await chooseFiles(page, csvFile('polled.csv', csvOf(WITH_ERRORS)));
    await send(page, 'polled.csv');
    await untilCardSays(page, 'polled.csv', '7 documents taken in.');
    await cardOf(page, 'polled.csv').getByRole('link', { name: 'See what is wrong' }).click();
    await page.getByText('3 rows were refused').waitFor();
    expect(proxy.calls().polls).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Imports', exact: true }).first().click();
    await page.getByRole('row').filter({ hasText: 'polled.csv' }).getByText('Done with errors').waitFor();
  });
});
