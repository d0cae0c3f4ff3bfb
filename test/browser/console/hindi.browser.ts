import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { openConsole } from './harness.ts';
import { LOOKS } from './looks.ts';
import { type Seeds, seed } from './seeds.ts';
import { scrollsSideways } from './steps.ts';

const under = openConsole();
const PHONE = { ...LOOKS['light-phone'], locale: 'hi-IN' };
const CONSOLE = new URL('../../../src/console/', import.meta.url);

let seeds: Seeds;
let english: ReadonlySet<string>;

beforeAll(async () => {
  seeds = await seed(under.installation.baseUrl, under.installation.token);
  english = await englishTexts();
});

it('speaks Hindi to a browser that does, on every screen, also on a phone', async () => {
  const { page } = await under.visit(PHONE);
  await page.goto('/');
  await page.getByRole('heading', { level: 1, name: 'साइन इन' }).waitFor();
  await expectHindi(page);
  await page.getByLabel('टोकन', { exact: true }).fill(under.installation.token);
  await page.getByRole('button', { name: 'साइन इन करें' }).click();
  await page.getByRole('heading', { level: 1, name: 'अपलोड' }).waitFor();
  await expectHindi(page);
  await page.goto('/imports');
  await page.getByText('sales-march.csv').first().waitFor();
  await expectHindi(page);
  for (const activityId of Object.values(seeds)) {
    await page.goto(`/imports/${activityId}`);
    await page.getByRole('heading', { level: 1, name: /\.(csv|xlsx)$/ }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'IST' }).first().waitFor();
    await expectHindi(page);
  }
});

it('changes its language by the button that bears the other one’s name, and remembers it', async () => {
  const { page } = await under.signedIn();
  await page.getByRole('button', { name: 'हिन्दी' }).click();
  await page.getByRole('heading', { level: 1, name: 'अपलोड' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'अपलोड' }).waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'Upload' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
});

async function expectHindi(page: Page): Promise<void> {
  expect(await page.locator('html').getAttribute('lang')).toBe('hi');
  const texts = await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      // What the server says and what the user's file says stay as they are.
      if (node.parentElement?.closest('[lang="en"], bdi, code, noscript') === null) {
        found.push((node.textContent ?? '').trim());
      }
    }
    const named = [...document.querySelectorAll('[aria-label], [placeholder]')];
    return [
      ...found,
      ...named.map(
        (element) => element.getAttribute('aria-label') ?? element.getAttribute('placeholder') ?? '',
      ),
    ];
  });
  expect(texts.filter((text) => english.has(text))).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
}

/** Every text of the English catalogues that reads otherwise in Hindi; those that are made of figures are left out. */
async function englishTexts(): Promise<ReadonlySet<string>> {
  const folder = fileURLToPath(CONSOLE);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /[wW]ords\.ts$/.test(name),
  );
  const texts = new Set<string>();
  for (const file of files) {
    const module = (await import(new URL(file, CONSOLE).href)) as Record<string, unknown>;
    for (const catalogue of Object.values(module)) {
      const { en, hi } = isRecord(catalogue) ? catalogue : {};
      const kept = new Set(leavesOf(hi));
      for (const text of leavesOf(en)) if (!kept.has(text)) texts.add(text);
    }
  }
  expect(texts.size).toBeGreaterThan(150);
  return texts;
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return isRecord(value) ? Object.values(value).flatMap(leavesOf) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
