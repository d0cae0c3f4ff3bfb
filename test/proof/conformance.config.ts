import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/proof/objectStore.suite.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
