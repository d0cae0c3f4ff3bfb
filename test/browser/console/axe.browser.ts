import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { LOOKS } from './looks.ts';
import { SCENES } from './scenes.ts';
import { openStage } from './stage.ts';
import { scrollsSideways } from './steps.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const stage = openStage();

it.each(SCENES.map((scene) => [scene.name, scene] as const))(
  '%s is open to everybody',
  async (_name, scene) => {
    const page = await stage.play(scene);
    await page.evaluate(AXE);
    for (const [name, { colorScheme, viewport }] of Object.entries(LOOKS)) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      expect(await faultsOf(page), name).toEqual([]);
      expect(await scrollsSideways(page), `${name} scrolls sideways`).toBe(false);
    }
  },
);

/** Evaluated by the debugger, which no content policy holds up. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.getByText('Loading…').first().waitFor({ state: 'hidden' });
  await page.evaluate(settled);
  return page.evaluate(async (levels) => {
    interface Violation {
      readonly id: string;
      readonly help: string;
      readonly nodes: readonly { html: string; failureSummary?: string }[];
    }
    const { axe } = window as unknown as {
      axe: { run(options: unknown): Promise<{ violations: readonly Violation[] }> };
    };
    const { violations } = await axe.run({ runOnly: { type: 'tag', values: levels } });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary ?? ''}`),
    );
  }, LEVELS);
}

/** Colours that are still on their way to others are not judged. */
async function settled(): Promise<void> {
  const finite = document
    .getAnimations()
    .filter((animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
  await Promise.allSettled(finite.map(({ finished }) => finished));
}
