import type { BrowserContext, Locator, Page } from 'playwright-core';

/** What users do, by the names and roles that they see and hear. */

export async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token', { exact: true }).fill(token);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export interface LocalFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export function csvFile(name: string, text: string): LocalFile {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
}

/** Chooses files on the upload screen, by its button. */
export async function chooseFiles(page: Page, ...files: LocalFile[]): Promise<void>;
/** @param paths of files that are too large to be handed over with the call */
export async function chooseFiles(page: Page, ...paths: string[]): Promise<void>;
export async function chooseFiles(page: Page, ...files: LocalFile[] | string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await chooser).setFiles(files);
}

/** The card of a file in the list of the upload screen. */
export function cardOf(page: Page, fileName: string): Locator {
  return page.getByRole('listitem').filter({ hasText: fileName });
}

/** Sends a chosen file, once it has been looked at. */
export async function send(page: Page, fileName: string): Promise<void> {
  await page.getByRole('button', { name: `Send ${fileName}` }).click();
}

/** Waits until the card of a file says so. */
export async function untilCardSays(page: Page, fileName: string, text: string | RegExp): Promise<void> {
  await cardOf(page, fileName).getByText(text).first().waitFor();
}

/** The activity id in the address of the import that is shown. */
export function importShown(page: Page): string {
  return /\/imports\/([0-9a-f]{24})/.exec(page.url())?.[1] ?? '';
}

/** Whether the page itself can be scrolled sideways, which it never should. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** A line that sends so many bytes a second, until it is made fast again. */
export async function slowUploads(
  context: BrowserContext,
  page: Page,
  bytesPerSecond: number,
): Promise<{ fast(): Promise<void> }> {
  const session = await context.newCDPSession(page);
  const limit = (uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await session.send('Network.enable');
  await limit(bytesPerSecond);
  return {
    async fast() {
      await limit(-1);
    },
  };
}
