import type { Page } from 'playwright-core';
import { beforeAll } from 'vitest';
import { type ConsoleUnderTest, openConsole } from './harness.ts';
import type { Scene } from './scenes.ts';
import { type Seeds, seed } from './seeds.ts';
import type { VisitOptions } from './visit.ts';

type StorageState = Exclude<VisitOptions['storageState'], string | undefined>;

export interface Stage extends Pick<ConsoleUnderTest, 'installation'> {
  /** Brings a new browser to a scene. */
  play(scene: Scene, look?: VisitOptions): Promise<Page>;
}

/** A server with imports in all states and one with none, and people who are signed in there already. */
export function openStage(): Stage {
  const under = openConsole();
  let seeds: Seeds | undefined;
  let full: StorageState | undefined;
  let empty: StorageState | undefined;
  beforeAll(async () => {
    const { installation } = under;
    seeds = await seed(installation.baseUrl, installation.token);
    full = await signedInAs(under, installation.token);
    empty = await signedInAs(under, await newcomersToken(under));
  });
  return {
    get installation() {
      return under.installation;
    },
    async play({ isSignedOut, isEmpty, expects = [], open }, look = {}) {
      const storageState = isSignedOut === true ? undefined : isEmpty === true ? empty : full;
      if (seeds === undefined) throw new Error('there are no imports yet');
      const options = { expects, ...look, ...(storageState === undefined ? {} : { storageState }) };
      const { page } = await under.visit(options);
      await open(page, seeds);
      return page;
    },
  };
}

async function newcomersToken({ installation }: ConsoleUnderTest): Promise<string> {
  const { admin } = installation;
  await admin('admin', 'workspace', 'create', '--name', 'New company');
  await admin(
    'admin',
    'user',
    'create',
    '--workspace',
    'New company',
    '--name',
    'Newcomer',
    '--permissions',
    'invoice.create,invoice.read',
  );
  const { token } = await admin<{ token: string }>('admin', 'token', 'create', '--user', 'Newcomer');
  return token;
}

async function signedInAs({ browser, installation }: ConsoleUnderTest, token: string): Promise<StorageState> {
  const context = await browser.newContext({ baseURL: installation.baseUrl });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('Token', { exact: true }).fill(token);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Upload' }).waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}
