import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openConsole } from './harness.ts';
import { csvOf, many, WRONG_TAX } from './registers.ts';
import { csvFile, slowUploads } from './steps.ts';

const under = openConsole();

const ROWS = 4_000;
const WRONG = csvOf(many(ROWS, (index) => (index % 400 === 7 ? WRONG_TAX : {})));
const RIGHT = csvOf(many(ROWS, () => ({})));

it('goes from sign-in to a clean import without a mouse, sees where it is, and is told each step once', async () => {
  const { page, context, said } = await under.visit();
  await page.goto('/');
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  expect(await focusedName(page)).toBe('Token');
  await page.keyboard.type(under.installation.token);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Upload' }).waitFor();

  await chooseByKey(page, 'sales.csv', WRONG);
  const told = (await said()).length;
  // So slow that each quarter is passed by itself.
  const line = await slowUploads(context, page, 250_000);
  await pressByKey(page, 'Send sales.csv');
  await page.getByText('3,990 documents taken in.').waitFor();
  expect(onlyProgress((await said()).slice(told))).toEqual([
    ...['Sending 1 file.', '25 percent.', '50 percent.', '75 percent.', '1 done with errors.'],
  ]);
  await line.fast();

  await pressByKey(page, 'See what is wrong');
  await page.getByRole('heading', { level: 1, name: 'sales.csv' }).waitFor();
  await pressByKey(page, /^Tax does not match the rate/);
  await pressByKey(page, 'Show the cell in IGST Amount');
  await page.getByText('Wrong: 2700.00').or(page.getByText('2700.00')).first().waitFor();

  await pressByKey(page, 'Send the corrected file', 'Shift+Tab');
  await page.getByText('Corrected rows of “sales.csv”').waitFor();
  await chooseByKey(page, 'right.csv', RIGHT);
  await pressByKey(page, 'Send right.csv');
  await page.getByText('4,000 documents taken in.').waitFor();
  await pressByKey(page, 'See the import');
  await page.getByText('Everything is taken in').waitFor();
  await page.getByText('Sent as the correction of').waitFor();
});

it('keeps the focus in a dialog, and gives it back', async () => {
  const { page } = await under.signedIn();
  await chooseByKey(page, 'discarded.csv', csvOf(many(3, () => ({}))));
  await pressByKey(page, 'Send discarded.csv');
  await pressByKey(page, 'See the import');
  await pressByKey(page, 'Discard this import');
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await dialog.getByRole('button', { name: /^Discard/ }).waitFor();
  for (let turn = 0; turn < 6; turn += 1) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await expectFocusSeen(page);
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await expect.poll(() => focusedName(page)).toBe('Discard this import');
});

/** Tab by Tab to what has that name; at each stop it must be seen where one is. */
async function pressByKey(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const is = (found: string) => (typeof name === 'string' ? found === name : name.test(found));
  const target = page
    .getByRole('button', { name, exact: true })
    .or(page.getByRole('link', { name, exact: true }));
  await target.first().waitFor();
  const passed: string[] = [];
  for (let turn = 0; turn < 60; turn += 1) {
    const found = await focusedName(page);
    if (is(found)) {
      await page.keyboard.press('Enter');
      return;
    }
    passed.push(found);
    await page.keyboard.press(key);
    await expectFocusSeen(page);
  }
  throw new Error(`Tab does not lead to ${name}: ${passed.join(' | ')}`);
}

async function chooseByKey(page: Page, name: string, text: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await pressByKey(page, 'Choose files');
  await (await chooser).setFiles([csvFile(name, text)]);
  await page.getByRole('button', { name: `Send ${name}` }).waitFor();
}

/** What a screen reader would call what has the focus; empty where it is lost to the page. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement: element } = document;
    if (element === null || element === document.body) return '';
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const [label] = labels.map((each) => each.textContent ?? '');
    return (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '').trim();
  });
}

async function expectFocusSeen(page: Page): Promise<void> {
  const look = await page.evaluate(() => {
    const { activeElement: element } = document;
    // The browser's own bars are stops, too.
    if (element === null || element === document.body) return null;
    const shown = element.closest('[data-focus-visible]') ?? element;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(shown);
    const { width, height } = shown.getBoundingClientRect();
    const hasRing = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    return { what: element.outerHTML.slice(0, 200), isSeen: hasRing && width > 0 && height > 0 };
  });
  if (look !== null) expect(look, look.what).toMatchObject({ isSeen: true });
}

function onlyProgress(said: readonly string[]): readonly string[] {
  return said.filter((text) => /^(Sending|\d+ percent|\d+ done)/.test(text));
}
