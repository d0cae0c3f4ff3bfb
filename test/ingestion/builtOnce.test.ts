import { describe, expect, it } from 'vitest';
import { BuiltOnce } from '../../src/ingestion/builtOnce.ts';

describe('what is built once', () => {
  it('never takes more room than it may, the one unasked longest going first; a larger one stays alone', async () => {
    const kept = new BuiltOnce<{ readonly bytes: number }>({
      mostBytes: 100,
      atOnce: 9,
      atOnceOfWorkspace: 9,
    });
    let builds = 0;
    const ask = (id: string, bytes: number) =>
      kept.get({ workspaceId: 'books', id }, async () => {
        builds += 1;
        return { bytes };
      });
    for (let each = 0; each < 20; each += 1) {
      await ask(`filling ${each}`, 30);
      expect(kept.bytes).toBeLessThanOrEqual(100);
    }
    expect(kept.bytes).toBe(90);
    await ask('filling 17', 30);
    await ask('another', 30);
    expect(builds).toBe(21);
    await ask('filling 17', 30);
    expect(builds).toBe(21);
    await ask('filling 18', 30);
    expect(builds).toBe(22);
    await ask('large', 500);
    expect(kept.bytes).toBe(500);
    await ask('large', 500);
    expect(builds).toBe(23);
    await ask('small', 10);
    expect(kept.bytes).toBe(10);
  });
});
