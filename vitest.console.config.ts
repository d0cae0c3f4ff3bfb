import { defineConfig } from 'vitest/config';

/** The console in a real browser: `npm run test:console`. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    reporters: ['default', './test/closingLine.ts'],
  },
});
