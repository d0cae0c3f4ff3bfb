import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Installation, startInstallation } from '../../acceptance/installation.ts';
import { CHROMIUM } from '../chromium.ts';
import { signIn } from './steps.ts';
import { openVisit, type Visit, type VisitOptions } from './visit.ts';

export interface ConsoleUnderTest {
  readonly browser: Browser;
  readonly installation: Installation;
  /** A browser that has never been here. */
  visit(options?: VisitOptions, baseUrl?: string): Promise<Visit>;
  /** The same, signed in, on the upload screen. */
  signedIn(options?: VisitOptions, baseUrl?: string): Promise<Visit>;
}

/** A folder for a file of tests. @returns what writes a file there and tells its path */
export function openFolder(): (name: string, text: string) => Promise<string> {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gst-intake-console-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return async (name, text) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
}

/** One server and one Chromium for a file of tests. Every test ends with the assertion that no page complained. */
export function openConsole(
  start: () => Promise<Installation> = () => startInstallation(),
): ConsoleUnderTest {
  let browser: Browser | undefined;
  let installation: Installation | undefined;
  const visits: Visit[] = [];
  beforeAll(async () => {
    installation = await start();
    browser = await chromium.launch(CHROMIUM);
  });
  afterEach(async () => {
    const complaints = visits.flatMap((visit) => visit.complaints());
    await Promise.all(visits.splice(0).map(({ context }) => context.close()));
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await installation?.remove();
  });
  const running = <Part>(part: Part | undefined): Part => {
    if (part === undefined) throw new Error('the console has not started yet');
    return part;
  };
  const under: ConsoleUnderTest = {
    get browser() {
      return running(browser);
    },
    get installation() {
      return running(installation);
    },
    async visit(options = {}, baseUrl = under.installation.baseUrl) {
      const visit = await openVisit(under.browser, baseUrl, options);
      visits.push(visit);
      return visit;
    },
    async signedIn(options = {}, baseUrl = under.installation.baseUrl) {
      const visit = await under.visit(options, baseUrl);
      await visit.page.goto('/');
      await signIn(visit.page, under.installation.token);
      await visit.page.getByRole('heading', { level: 1, name: 'Upload' }).waitFor();
      return visit;
    },
  };
  return under;
}
