import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openConsole } from './harness.ts';
import { csvOf, WITH_ERRORS } from './registers.ts';
import { chooseFiles, csvFile, send, signIn } from './steps.ts';

const under = openConsole();

const MOST_BYTES = 200_000;

it('loads at most 200 kB of JavaScript up to the upload screen, all of it from its own server', async () => {
  const { page } = await under.visit();
  const scripts = new Set<string>();
  page.on('response', (response) => {
    if (/javascript/.test(response.headers()['content-type'] ?? '')) scripts.add(response.url());
  });
  await page.goto('/');
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  const atSignIn = await bytesOf(scripts);
  await signIn(page, under.installation.token);
  await page.getByRole('heading', { level: 1, name: 'Upload' }).waitFor();
  // The greeting of a new workspace comes behind.
  await page.getByRole('heading', { name: 'Start here' }).waitFor();
  const bytes = await bytesOf(scripts);
  process.stdout.write(`JavaScript, gzipped: ${atSignIn} bytes at sign-in, ${bytes} on the upload screen\n`);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});

it('has no script and no style in its page, and nobody may frame it', async () => {
  const { page } = await under.visit();
  const answer = await page.goto('/');
  const html = (await answer?.text()) ?? '';
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy).toMatch(/frame-ancestors 'none'/);
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|https?:\/\/(?!127\.0\.0\.1)/);
});

it('moves nothing for those who want no motion', async () => {
  const { page } = await under.signedIn({ reducedMotion: 'reduce' });
  await page.route(/\/generatePreSign\//, () => new Promise(() => undefined));
  await chooseFiles(page, csvFile('still.csv', csvOf(WITH_ERRORS)));
  await send(page, 'still.csv');
  await page.getByRole('progressbar').waitFor();
  const moving = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ playState, effect }) => {
          const { duration = 0, iterations = 1 } = effect?.getComputedTiming() ?? {};
          return (
            playState === 'running' && (Number(duration) > 50 || iterations === Number.POSITIVE_INFINITY)
          );
        })
        .map((animation) => ('animationName' in animation ? String(animation.animationName) : 'transition')),
    );
  expect(await moving()).toEqual([]);
  await page.getByRole('button', { name: /^Account/ }).click();
  expect(await moving()).toEqual([]);
});

async function bytesOf(scripts: ReadonlySet<string>): Promise<number> {
  const sizes = [...scripts].map(async (url) => gzipSync(await (await fetch(url)).bytes()).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
