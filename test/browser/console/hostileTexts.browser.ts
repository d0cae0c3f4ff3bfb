import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/client/index.ts';
import { openConsole } from './harness.ts';
import { HOSTILE_TEXTS } from './hostileTexts.ts';
import { csvOf, HEADER, row, WRONG_TAX, workbookOf } from './registers.ts';
import { chooseFiles, csvFile, scrollsSideways, send, signIn } from './steps.ts';

const under = openConsole();

const NAMES = HOSTILE_TEXTS.map((text) => text.slice(0, 100));
const [SCRIPT = '', WORKSPACE = '', USER = ''] = NAMES;
const FILE_NAMES = HOSTILE_TEXTS.map((text) => `${text.slice(0, 200).replaceAll(/[\\/]/g, '_')}.csv`);

/** Every cell that takes any text has one, every other one is wrong by it; and columns of their own follow. */
const ROWS = HOSTILE_TEXTS.map((text, index) =>
  row(`INV-${index + 1}`, {
    ...WRONG_TAX,
    'Customer Name': text,
    'Item Description': text,
    'Place of Supply': text,
    'HSN or SAC code': text,
  }),
);
const OWN_HEADER = [...HEADER, ...HOSTILE_TEXTS];

function widened(rows: typeof ROWS): string {
  const [, ...lines] = csvOf(rows).split('\r\n');
  const cells = HOSTILE_TEXTS.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
  const header = OWN_HEADER.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
  return [header, ...lines.map((line) => (line === '' ? line : `${line},${cells}`))].join('\r\n');
}

let token = '';
let activityId = '';

beforeAll(async () => {
  const { installation } = under;
  const workspace = await installation.admin<{ workspaceId: string }>(
    ...['admin', 'workspace', 'create', '--name', WORKSPACE],
  );
  const user = await installation.admin<{ userId: string }>(
    ...[
      'admin',
      'user',
      'create',
      '--name',
      USER,
      '--workspace',
      workspace.workspaceId,
      '--permissions',
      'invoice.create,invoice.read',
    ],
  );
  token = (await installation.admin<{ token: string }>('admin', 'token', 'create', '--user', user.userId))
    .token;
  const client = createClient({ baseUrl: installation.baseUrl, token });
  const ingestion = client.ingestFile({
    file: new Blob([widened(ROWS)]),
    fileName: `${SCRIPT}.csv`,
    templateType: 'sales',
    externalId: SCRIPT,
  });
  await ingestion.result;
  activityId = ingestion.activityId ?? '';
});

async function openAs(page: Page): Promise<void> {
  await page.goto('/');
  await signIn(page, token);
  await page.getByRole('heading', { level: 1, name: 'Upload' }).waitFor();
}

describe.each([
  ['a wide window', { width: 1280, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
])('on %s', (_name, viewport) => {
  it('names of files are shown as they are, in the list of those to send', async () => {
    const { page } = await under.visit({ viewport });
    await openAs(page);
    // A file of the same name and size would be asked about: it was sent before.
    const { width } = viewport;
    await chooseFiles(
      page,
      ...FILE_NAMES.map((name, index) => csvFile(name, csvOf([row(`${width}-${index}`)]))),
    );
    for (const name of FILE_NAMES) await page.getByText(name, { exact: true }).first().waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    await page.getByRole('button', { name: `Send all ${FILE_NAMES.length} files` }).click();
    await page
      .getByText('1 document taken in.')
      .nth(FILE_NAMES.length - 1)
      .waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Imports', exact: true }).click();
    for (const name of FILE_NAMES) await page.getByRole('link', { name, exact: true }).first().waitFor();
    expect(await scrollsSideways(page)).toBe(false);
  });

  it('names of people and workspaces, too', async () => {
    const { page } = await under.visit({ viewport });
    await openAs(page);
    await page.getByRole('button', { name: `Account: ${USER}` }).click();
    await page.getByText(WORKSPACE, { exact: true }).waitFor();
    await page.getByRole('dialog').getByText(USER, { exact: true }).waitFor();
    expect(await scrollsSideways(page)).toBe(false);
  });

  it('cells and column names are shown as they are, in the rows of an import', async () => {
    const { page } = await under.visit({ viewport });
    await openAs(page);
    await page.goto(`/imports/${activityId}`);
    await page.getByRole('heading', { level: 1, name: `${SCRIPT}.csv` }).waitFor();
    await page.getByText('What is wrong', { exact: true }).first().waitFor();
    const text = await scrolledText(page);
    for (const hostile of HOSTILE_TEXTS) expect(text).toContain(hostile.trim().slice(0, 60));
    expect(await scrollsSideways(page)).toBe(false);
  });
});

it('the name of a sheet does no harm, either', async () => {
  const { page } = await under.visit();
  await openAs(page);
  const name = 'sheet.xlsx';
  const sheet = `<img src=x onerror=al`;
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  await chooseFiles(page, { name, mimeType, buffer: await workbookOf(ROWS, { sheet }) });
  await send(page, name);
  await page.getByText(/rows refused/).waitFor();
  await page.getByRole('link', { name: 'See what is wrong' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
});

it('half a character in a name is sent and shown as the sign for it', async () => {
  const { page } = await under.visit();
  await openAs(page);
  await page.evaluate(
    (text) => {
      const input = document.querySelector('input[type="file"]');
      const files = new DataTransfer();
      files.items.add(new File([text], 'half\uD83D.csv', { type: 'text/csv' }));
      if (!(input instanceof HTMLInputElement)) throw new Error('there is no input for files');
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    },
    csvOf([row('INV-1')]),
  );
  await page.getByRole('button', { name: /^Send half/ }).click();
  await page.getByText('1 document taken in.').waitFor();
});

/** All text that can be seen while the rows are scrolled through, down and to the right. */
async function scrolledText(page: Page): Promise<string> {
  const seen = new Set<string>();
  const look = async () => seen.add(await page.getByRole('main').innerText());
  await page.getByText('Loading…').first().waitFor({ state: 'hidden' });
  await look();
  for (let turn = 0; turn < 40; turn += 1) {
    const isEnd = await page.evaluate(() => {
      const table = document.querySelector('table[aria-rowcount]');
      const scroller = table?.parentElement ?? document.scrollingElement;
      const place = scroller === null || scroller === undefined ? document.documentElement : scroller;
      const before = `${place.scrollTop} ${place.scrollLeft}`;
      place.scrollTop += place.clientHeight / 2;
      if (before === `${place.scrollTop} ${place.scrollLeft}`) place.scrollLeft += place.clientWidth / 2;
      return before === `${place.scrollTop} ${place.scrollLeft}`;
    });
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await page.getByText('Loading…').first().waitFor({ state: 'hidden' });
    await look();
    if (isEnd) break;
  }
  return [...seen].join('\n');
}
