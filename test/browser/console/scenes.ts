import type { Page } from 'playwright-core';
import { csvOf, HEADER, row, WITH_ERRORS } from './registers.ts';
import { aprilRegister, type Seeds } from './seeds.ts';
import { chooseFiles, csvFile } from './steps.ts';

/** A screen in one of its states, and how a user comes to it. */
export interface Scene {
  readonly name: string;
  /** Nobody is signed in. */
  readonly isSignedOut?: true;
  /** Of a workspace in which nothing was ever sent. */
  readonly isEmpty?: true;
  /** Failed requests that belong to it. */
  readonly expects?: readonly RegExp[];
  /** Resolves when all that belongs to the scene can be seen. */
  open(page: Page, seeds: Seeds): Promise<void>;
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const first = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

async function openUpload(page: Page): Promise<void> {
  await page.goto('/');
  await heading(page, 'Upload');
}

async function openImport(page: Page, activityId: string): Promise<void> {
  await page.goto(`/imports/${activityId}`);
  await first(page, 'Who did what');
}

/** Answers that never come. */
async function holdBack(page: Page, pattern: RegExp): Promise<void> {
  await page.route(pattern, () => new Promise(() => undefined));
}

const LISTS = /\/api\/v1\/activities\?/;
const ONE = /\/api\/v1\/activities\/[0-9a-f]{24}$/;
const PROBLEM = {
  status: 503,
  contentType: 'application/problem+json',
  headers: { 'x-request-id': '018f2c1e-0000-7000-8000-000000000000' },
  body: JSON.stringify({
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    code: 'unavailable',
    detail: 'The database does not answer.',
    requestId: '018f2c1e-0000-7000-8000-000000000000',
  }),
};

export const SCENES: readonly Scene[] = [
  {
    name: 'sign-in',
    isSignedOut: true,
    async open(page) {
      await page.goto('/');
      await heading(page, 'Sign in');
    },
  },
  {
    name: 'sign-in-wrong-token',
    isSignedOut: true,
    async open(page) {
      await page.goto('/');
      await page.getByLabel('Token', { exact: true }).fill('gst_tok_wrong');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await first(page, /This token is not valid|This is not a whole token/);
    },
  },
  { name: 'upload', open: openUpload },
  {
    name: 'upload-first-run',
    isEmpty: true,
    async open(page) {
      await openUpload(page);
      await first(page, 'Start here');
    },
  },
  {
    name: 'upload-chosen',
    async open(page) {
      await openUpload(page);
      const withoutDates = HEADER.filter((column) => column !== 'Document Date');
      await chooseFiles(
        page,
        csvFile('sales-april.csv', csvOf(aprilRegister())),
        csvFile('branch-pune.csv', csvOf([row('P-1')], withoutDates)),
        csvFile('notes.pdf', '%PDF-1.4'),
      );
      await first(page, 'Looks like a sales register');
      await first(page, /is missing/);
      await first(page, 'This is a PDF document');
    },
  },
  {
    name: 'upload-sending',
    async open(page) {
      await openUpload(page);
      await page.route(/\/generatePreSign\//, () => new Promise(() => undefined));
      await chooseFiles(page, csvFile('sales-april.csv', csvOf(aprilRegister())));
      await page.getByRole('button', { name: 'Send sales-april.csv' }).click();
      await page.getByRole('progressbar').waitFor();
    },
  },
  {
    name: 'upload-done-with-errors',
    async open(page) {
      await openUpload(page);
      await chooseFiles(page, csvFile('sales-april.csv', csvOf(WITH_ERRORS)));
      // In a second look at the scene it was sent before.
      await page.getByRole('button', { name: /^Send (sales-april\.csv|it all the same)$/ }).click();
      await page.getByRole('link', { name: 'See what is wrong' }).waitFor();
    },
  },
  {
    name: 'imports',
    async open(page) {
      await page.goto('/imports');
      await first(page, 'sales-march.csv');
    },
  },
  {
    name: 'imports-empty',
    isEmpty: true,
    async open(page) {
      await page.goto('/imports');
      await first(page, 'No imports yet');
    },
  },
  {
    name: 'imports-nothing-matches',
    async open(page) {
      await page.goto('/imports?state=failed');
      await first(page, 'No import matches these filters');
    },
  },
  {
    name: 'imports-loading',
    async open(page) {
      await holdBack(page, LISTS);
      await page.goto('/imports');
      await heading(page, 'Imports');
    },
  },
  {
    name: 'imports-error',
    expects: [/status of 503/],
    async open(page) {
      await page.route(LISTS, (route) => route.fulfill(PROBLEM));
      await page.goto('/imports');
      await page.getByText('The list could not be loaded').waitFor({ timeout: 60_000 });
    },
  },
  {
    name: 'imports-offline',
    expects: [/net::ERR_/],
    async open(page) {
      await page.goto('/imports');
      await first(page, 'sales-march.csv');
      await page.context().setOffline(true);
      await first(page, 'You are offline');
    },
  },
  {
    name: 'import-with-errors',
    async open(page, { withErrors }) {
      await openImport(page, withErrors);
      await page.getByRole('link', { name: 'Download error workbook' }).waitFor();
      await first(page, /Expected 270/);
    },
  },
  {
    name: 'import-one-reason',
    async open(page, { withErrors }) {
      await openImport(page, withErrors);
      await page.getByRole('button', { name: /Tax does not match the rate/ }).click();
      const rows = page.getByLabel(/Refused rows, 6\b/);
      await rows
        .getByText(/Expected 270/)
        .first()
        .waitFor();
      await rows.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    },
  },
  {
    name: 'import-with-warnings',
    async open(page, { warned }) {
      await openImport(page, warned);
      await page.getByRole('tab', { name: /^Warnings/ }).click();
      await page.getByText('Warnings refuse nothing.').first().waitFor();
    },
  },
  {
    name: 'import-clean',
    async open(page, { clean }) {
      await openImport(page, clean);
      await first(page, 'Everything is taken in');
    },
  },
  {
    name: 'import-corrected',
    async open(page, { corrected }) {
      await openImport(page, corrected);
      await page.getByRole('link', { name: 'sales-april.xlsx' }).waitFor();
    },
  },
  {
    name: 'import-file-refused',
    async open(page, { refused }) {
      await openImport(page, refused);
      await first(page, 'The file was refused as a whole');
    },
  },
  {
    name: 'import-discarded',
    async open(page, { discarded }) {
      await openImport(page, discarded);
      await first(page, 'This import was discarded');
    },
  },
  {
    name: 'import-discard',
    async open(page, { corrected }) {
      await openImport(page, corrected);
      await page.getByRole('button', { name: 'Discard this import' }).click();
      await first(page, /documents go back/);
    },
  },
  {
    name: 'import-loading',
    async open(page, { clean }) {
      await holdBack(page, ONE);
      await page.goto(`/imports/${clean}`);
      await heading(page, 'Import');
    },
  },
  {
    name: 'import-not-found',
    expects: [/status of 404/],
    async open(page) {
      await page.goto('/imports/0123456789abcdef01234567');
      await first(page, 'No such import in your workspace');
    },
  },
  {
    name: 'page-not-found',
    async open(page) {
      await openUpload(page);
      await page.evaluate(() => history.pushState(null, '', '/nowhere'));
      await first(page, 'This page does not exist');
    },
  },
  {
    name: 'account',
    async open(page) {
      await openUpload(page);
      await page.getByRole('button', { name: /^Account/ }).click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
    },
  },
  {
    name: 'session-ended',
    expects: [/status of 401/],
    async open(page) {
      await page.goto('/imports');
      await first(page, 'sales-march.csv');
      await page.context().clearCookies();
      await page.getByRole('link', { name: 'sales-march.csv' }).first().click();
      await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    },
  },
];
