import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { openConsole, openFolder } from './harness.ts';
import { csvOf, many } from './registers.ts';
import { chooseFiles, send, untilCardSays } from './steps.ts';

const under = openConsole();
const written = openFolder();

const ROWS = 50_000;
/** Each refused row can be told by the tax that it gives. */
const taxOf = (index: number) => `${100_000 + index}.00`;
const REGISTER = csvOf(many(ROWS, (index) => ({ 'IGST Amount': taxOf(index) })));

it('scrolls through 50,000 refused rows, each at its place, with few of them in the document', async () => {
  const { page } = await under.signedIn();
  await chooseFiles(page, await written('many.csv', REGISTER));
  await send(page, 'many.csv');
  await untilCardSays(page, 'many.csv', '50,000 rows refused.');
  await page.getByRole('link', { name: 'See what is wrong' }).click();
  const table = page.getByRole('table', { name: 'Refused rows, 50,000' });
  await table.waitFor();
  await seesRow(table, 0);

  const frames = await scrollThrough(table);
  process.stdout.write(`50,000 refused rows, frame times: ${figures(frames)}\n`);
  // Rows turn out higher or lower than they were taken for: who drags the bar to the end may have to do so twice.
  await expect
    .poll(async () => {
      await scrollTo(table, 1);
      return table.getByText(`Tax ${taxOf(ROWS - 1)} does not match`).count();
    })
    .toBeGreaterThan(0);
  await seesRow(table, ROWS - 1);
  await table.getByRole('row').last().focus();
  for (const [key, index] of [
    ['Home', 0],
    ['End', ROWS - 1],
  ] as const) {
    await page.keyboard.press(key);
    await seesRow(table, index);
  }
  await scrollTo(table, 0.5);
  await expect.poll(async () => Math.abs((await indexInSight(table)) - ROWS / 2)).toBeLessThan(ROWS / 100);
  const middle = await indexInSight(table);
  await seesRow(table, middle);
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3_000);
});

/** A row of the file has its index and two: counted from 1, after the header. */
async function seesRow(table: Locator, index: number): Promise<void> {
  const row = table.getByRole('row').filter({ hasText: `Tax ${taxOf(index)} does not match` });
  await row.getByRole('rowheader', { name: (index + 2).toLocaleString('en-IN'), exact: true }).waitFor();
  expect(await row.getAttribute('aria-rowindex')).toBe(String(index + 2));
}

/** Index of one of the rows in sight; NaN while they are not there yet. */
async function indexInSight(table: Locator): Promise<number> {
  const number = await table.getByRole('rowheader').nth(3).textContent();
  return Number((number ?? '').replaceAll(',', '')) - 2;
}

function scrollTo(table: Locator, share: number): Promise<void> {
  return table.evaluate((element, to) => {
    const scroller = element.parentElement ?? element;
    scroller.scrollTop = to * (scroller.scrollHeight - scroller.clientHeight);
  }, share);
}

/** From the top to the end in four seconds, and how long each frame took, in milliseconds. */
function scrollThrough(table: Locator): Promise<number[]> {
  return table.evaluate((element) => {
    const scroller = element.parentElement ?? element;
    const way = scroller.scrollHeight - scroller.clientHeight;
    const frames: number[] = [];
    return new Promise<number[]>((resolve) => {
      let began: number | undefined;
      let before = 0;
      const step = (now: number) => {
        began ??= now;
        if (before > 0) frames.push(now - before);
        before = now;
        const share = Math.min(1, (now - began) / 4_000);
        scroller.scrollTop = way * share;
        if (share < 1) requestAnimationFrame(step);
        else resolve(frames);
      };
      requestAnimationFrame(step);
    });
  });
}

function figures(frames: readonly number[]): string {
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  return `${frames.length} frames, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms`;
}
