/**
 * Takes the pictures of docs/guide/console.md: `npm run docs:screens`. Needs Debian's Chromium and pngquant, which the
 * npm script installs where they are missing.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Installation, startInstallation } from '../test/acceptance/installation.ts';
import { CHROMIUM } from '../test/browser/chromium.ts';
import { SCENES } from '../test/browser/console/scenes.ts';
import { type Seeds, seed } from '../test/browser/console/seeds.ts';
import { signIn } from '../test/browser/console/steps.ts';

const FOLDER = fileURLToPath(new URL('../docs/guide/screens/', import.meta.url));
const MOST_BYTES = 150_000;
const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
} as const;
const PICTURES = [
  ...[
    'sign-in',
    'upload-first-run',
    'upload-chosen',
    'upload-done-with-errors',
    'imports',
    'import-with-errors',
  ],
  ...['import-one-reason', 'import-corrected', 'import-discard', 'import-file-refused'],
];
/** When all that is shown happened: 07-05-2026, 15:04 IST. */
const SHOWN_AT = Date.parse('2026-05-07T15:04:30+05:30');
const TIME = /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g;

/** Answers come dated as if they were given then, so that pictures differ only where the console does. */
async function dateBack(context: BrowserContext, startedAt: number): Promise<void> {
  await context.clock.setFixedTime(SHOWN_AT + 60_000);
  await context.route(/\/api\/v1\/(?!activities\/events)/, async (route) => {
    const answer = await route.fetch();
    const body = await answer.text();
    const moved = body.replace(TIME, (time) => {
      const at = SHOWN_AT + Math.min(29_000, Math.max(0, Date.parse(time) - startedAt) / 10);
      return new Date(at).toISOString();
    });
    await route.fulfill({ response: answer, body: moved });
  });
  await context.route(/\/activities\/events/, () => new Promise(() => undefined));
}

async function take(page: Page, name: string): Promise<void> {
  const path = `${FOLDER}${name}.png`;
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide', scale: 'css' });
  execFileSync('pngquant', ['--force', '--strip', '--speed', '1', '--output', path, '64', path]);
  const { size } = statSync(path);
  process.stdout.write(`${name}: ${size} bytes\n`);
  if (size > MOST_BYTES) throw new Error(`${name} has become too large for a guide`);
}

interface Stage {
  readonly installation: Installation;
  readonly newcomersToken: string;
  readonly seeds: Seeds;
  readonly startedAt: number;
}

async function setUp(startedAt: number): Promise<Stage> {
  const installation = await startInstallation();
  const { admin, baseUrl, token } = installation;
  await admin('admin', 'workspace', 'create', '--name', 'New company');
  const permissions = 'invoice.create,invoice.read';
  await admin(
    ...['admin', 'user', 'create', '--workspace', 'New company', '--name', 'Newcomer'],
    ...['--permissions', permissions],
  );
  const made = await admin<{ token: string }>('admin', 'token', 'create', '--user', 'Newcomer');
  return { installation, newcomersToken: made.token, seeds: await seed(baseUrl, token), startedAt };
}

const stage = await setUp(Date.now());
const browser = await chromium.launch(CHROMIUM);
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
try {
  for (const [look, options] of Object.entries(LOOKS)) {
    for (const scene of SCENES.filter(({ name }) => PICTURES.includes(name))) {
      const context = await browser.newContext({
        ...options,
        ...{ baseURL: stage.installation.baseUrl, locale: 'en-IN', timezoneId: 'Asia/Kolkata' },
      });
      await dateBack(context, stage.startedAt);
      const page = await context.newPage();
      if (scene.isSignedOut !== true) {
        await page.goto('/');
        await signIn(page, scene.isEmpty === true ? stage.newcomersToken : stage.installation.token);
        await page.getByRole('heading', { level: 1, name: 'Upload' }).waitFor();
      }
      await scene.open(page, stage.seeds);
      await take(page, `${scene.name}-${look}`);
      await context.close();
    }
  }
} finally {
  await browser.close();
  await stage.installation.remove();
}
