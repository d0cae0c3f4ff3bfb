/**
 * R4, second half, F3: a true power cut. The data directory lies on a loop-mounted ext4, then xfs; at a random moment
 * under load the file system is shut down without flushing its journal, unmounted, mounted, and the server started. Every
 * upload answered 200 must be there byte for byte, and the database must pass its integrity check. Needs root.
 *
 *     node test/proof/powerCut.ts [--rounds 10] [--goal] [--seed N]
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startInstallation } from '../acceptance/installation.ts';
import { forgetConnections } from './calls.ts';
import { createLedger, reconcileQuota, sweepAndCompare, withDatabase } from './ledger.ts';
import { startLoad } from './load.ts';
import { type Proof, prove } from './prove.ts';
import { type FileSystem, hasProgram, openScratchDisk, whyNoScratchDisk } from './scratchDisk.ts';

const WRITERS = 8;
const CUT_WITHIN_MS = 600;
const DISK_MIB = 2_048;
const ENV = { GST_INTAKE_DISK_RESERVE_BYTES: '1MiB' };

async function cutAgainAndAgain(proof: Proof, type: FileSystem): Promise<string> {
  const disk = openScratchDisk(type, DISK_MIB);
  const dataDir = join(disk.path, 'data');
  const ledger = createLedger(proof);
  const { figures } = ledger;
  let slowestStartMs = 0;
  try {
    let server = await startInstallation({ dataDir, env: ENV });
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
    for (let round = 1; round <= proof.rounds; round += 1) {
      const cut = await disk.armPowerCut();
      const load = startLoad({
        target: { baseUrl: server.baseUrl, token },
        writers: WRITERS,
        ledger,
        random: proof.random,
      });
      await pause(proof.random.integer(CUT_WITHIN_MS + 1));
      ledger.powerOff();
      await cut();
      await server.stop('SIGKILL');
      await load.end();
      ledger.powerOn();
      forgetConnections();
      disk.unmount();
      disk.mount();

      const started = performance.now();
      server = await startInstallation({ dataDir, env: ENV });
      slowestStartMs = Math.max(slowestStartMs, performance.now() - started);
      const check = withDatabase(dataDir, (database) => database.prepare('PRAGMA integrity_check').get());
      if (check?.['integrity_check'] !== 'ok')
        proof.violation(`${type}: integrity_check: ${check?.['integrity_check']}`);
      ledger.reconcile(dataDir);
      reconcileQuota(dataDir, proof);
      proof.progress(
        `${type} round ${round}: ${figures.answered} PUTs answered, ${proof.violations()} violations`,
      );
    }
    await server.stop();
    await sweepAndCompare(dataDir, proof);
    ledger.reconcile(dataDir);
  } finally {
    disk.remove();
  }
  return (
    `${type}: ${proof.rounds} cuts, ${figures.urls} URLs, ${figures.answered} PUTs answered 200, ` +
    `${figures.lostAnswers + figures.refused} without, slowest start ${slowestStartMs.toFixed(0)} ms`
  );
}

const obstacle = whyNoScratchDisk();
if (obstacle !== undefined) {
  console.log(`NOT RUN powerCut: ${obstacle}; commitOrder proves the order of the calls without it`);
  process.exitCode = 1;
} else {
  await prove({ name: 'powerCut', rounds: 10, goalRounds: 100 }, async (proof) => {
    const lines: string[] = [];
    for (const type of ['ext4', 'xfs'] as const) {
      if (hasProgram(`mkfs.${type}`)) lines.push(await cutAgainAndAgain(proof, type));
      else proof.note(`${type} left out: mkfs.${type} is not installed`);
    }
    return lines.join('; ');
  });
}
