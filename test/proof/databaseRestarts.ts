/**
 * F12: PostgreSQL is restarted, killed (`kill -9` of its postmaster) or has all of its connections reset, again and again, while
 * two servers and two workers are under load. Every answer is "done", "not now" or none; all goes on by itself.
 *
 *     node test/proof/databaseRestarts.ts [--rounds 6] [--goal] [--seed N]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { call, statusOf } from './calls.ts';
import { prove } from './prove.ts';
import { startUnderLoad } from './underLoad.ts';

const FAULTS = ['restart', 'kill', 'reset'] as const;
const LOADED_MS = 4_000;
const READY_WITHIN_MS = 30_000;

await prove({ name: 'databaseRestarts', rounds: 6, goalRounds: 60 }, async (proof) => {
  const ground = await startUnderLoad(proof, { triggers: () => 1 + proof.random.integer(3) });
  const { postgres, proxy, site } = ground;
  const counts = { restart: 0, kill: 0, reset: 0 };
  let slowestReadyMs = 0;

  async function untilReady(): Promise<void> {
    const began = performance.now();
    for (const { baseUrl } of site.servers) {
      while (statusOf(await call(`${baseUrl}/readyz`, { agent: false })) !== 200) {
        if (performance.now() - began > READY_WITHIN_MS) {
          proof.violation(`not ready ${READY_WITHIN_MS} ms after PostgreSQL was`);
          return;
        }
        await pause(20);
      }
    }
    slowestReadyMs = Math.max(slowestReadyMs, performance.now() - began);
  }

  for (let round = 1; round <= proof.rounds; round += 1) {
    const fault = FAULTS[(round - 1) % FAULTS.length] ?? 'kill';
    await ground.round(async () => {
      await pause(LOADED_MS / 2 + proof.random.integer(LOADED_MS));
      counts[fault] += 1;
      if (fault === 'reset') proxy.cutAll();
      if (fault === 'kill') await postgres.kill();
      if (fault !== 'reset') await postgres.restart();
      await untilReady();
      await pause(LOADED_MS);
    });
    for (const server of site.servers)
      if (server.process.exitCode !== null) proof.violation('a server ended');
    proof.note(`round ${round}, ${fault}: ${ground.figures.registers} registers`);
  }
  const done = await ground.end();
  return (
    `PostgreSQL restarted ${counts.restart} times, killed -9 ${counts.kill}, all connections reset ${counts.reset}; ` +
    `servers ready within ${slowestReadyMs.toFixed(0)} ms of it; ${done}`
  );
});
