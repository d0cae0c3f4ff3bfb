/**
 * R2, F1, F2: kill -9 while 8 writers upload, two PUTs of different bytes to each URL, then a restart on the same data
 * directory. After each: every upload answered 200 is there byte for byte; the object is the last answered PUT or a
 * later whole one; no half object is visible; the quota counted what was issued. At the end the product's own sweep
 * must leave no file but the objects.
 *
 *     node test/proof/killDuringPut.ts [--rounds 20] [--goal] [--seed N]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startInstallation } from '../acceptance/installation.ts';
import { forgetConnections } from './calls.ts';
import { createLedger, listFiles, reconcileQuota, sweepAndCompare } from './ledger.ts';
import { startLoad } from './load.ts';
import { prove } from './prove.ts';

const WRITERS = 8;
const KILL_WITHIN_MS = 300;

await prove({ name: 'killDuringPut', rounds: 20, goalRounds: 200 }, async (proof) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gst-intake-kill-'));
  const ledger = createLedger(proof);
  const { figures } = ledger;
  let server = await startInstallation({ dataDir });
  const { token } = server;
  await server.admin(
    'admin',
    'quota',
    'set',
    '--workspace',
    'default',
    '--limit',
    '100000000',
    '--per',
    'month',
  );
  let slowestStartMs = 0;

  for (let round = 1; round <= proof.rounds; round += 1) {
    const load = startLoad({
      target: { baseUrl: server.baseUrl, token },
      writers: WRITERS,
      ledger,
      random: proof.random,
    });
    await pause(proof.random.integer(KILL_WITHIN_MS + 1));
    await server.stop('SIGKILL');
    await load.end();
    forgetConnections();

    const started = performance.now();
    server = await startInstallation({ dataDir });
    slowestStartMs = Math.max(slowestStartMs, performance.now() - started);
    ledger.reconcile(dataDir);
    reconcileQuota(dataDir, proof);
    proof.progress(
      `round ${round}: ${figures.urls} URLs, ${figures.answered} PUTs answered, ${figures.lostAnswers} cut, ` +
        `${proof.violations()} violations`,
    );
  }
  await server.stop();
  const files = listFiles(dataDir).length;
  const swept = await sweepAndCompare(dataDir, proof);
  ledger.reconcile(dataDir);
  await rm(dataDir, { recursive: true });
  return (
    `${proof.rounds} kills, ${figures.urls} URLs, ${figures.answered} PUTs answered 200, ${figures.lostAnswers} cut off, ` +
    `${figures.refused} refused; objects from a PUT whose answer was cut ${figures.unansweredObjects}; ` +
    `${swept} of ${files} files swept; slowest start ${slowestStartMs.toFixed(0)} ms`
  );
});
