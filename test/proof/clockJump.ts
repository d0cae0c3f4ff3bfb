/**
 * F14: the machine's clock jumps two hours forward, back, and over midnight while the server runs (libfaketime). A URL
 * lives by the wall clock; an upload under way across the jump ends well; a quota by the day counts each day exactly, also when the
 * clock goes back.
 *
 *     node test/proof/clockJump.ts [--rounds 3] [--seed N]
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { presign, putFile, statusOf, uploadIdOf } from './calls.ts';
import { startHeldUpload } from './heldUpload.ts';
import { type Proof, prove } from './prove.ts';

const LIBRARIES = ['x86_64', 'aarch64'].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`,
);
const LIMIT = 5;
/** The server reads its clock anew for each request; the library looks at its file each time. */
const SETTLE_MS = 50;

async function jumps(proof: Proof, library: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'gst-intake-clock-'));
  const clock = join(folder, 'clock');
  writeFileSync(clock, '+0');
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  const server = await startInstallation({ env });
  const ids = new Set<string>();
  const bytes = proof.random.bytes(2_000);
  const jump = async (offset: string) => {
    writeFileSync(clock, offset);
    await pause(SETTLE_MS);
  };
  const expect = (what: string, got: unknown, wanted: unknown) => {
    if (got !== wanted) proof.violation(`${what}: ${got}, not ${wanted}`);
  };
  const issue = async (target: Installation) => {
    const { result, url } = await presign(target);
    expect('pre-sign', result, 'CREATED');
    if (ids.has(uploadIdOf(url))) proof.violation(`the id ${uploadIdOf(url)} came twice`);
    ids.add(uploadIdOf(url));
    return url;
  };

  const early = await issue(server);
  const running = await startHeldUpload(server, ids.size);
  await jump('+2h');
  running.finish();
  expect('an upload under way across +2 h', await running.ended, 200);
  expect('an old URL at +2 h', statusOf(await putFile(early, bytes)), 403);
  const late = await issue(server);
  expect('a fresh URL at +2 h', statusOf(await putFile(late, bytes)), 200);
  await jump('-2h');
  expect('a URL from the future', statusOf(await putFile(late, bytes)), 403);
  expect('a fresh URL at -2 h', statusOf(await putFile(await issue(server), bytes)), 200);
  await jump('+0');
  expect('the first URL, back in its time', statusOf(await putFile(early, bytes)), 200);

  const visited = new Set<string>();
  for (const offset of ['+10d', '+11d', '+10d', '+12d', '+11d']) {
    await jump(offset);
    const isSecondVisit = visited.has(offset);
    visited.add(offset);
    await server.admin(
      'admin',
      'quota',
      'set',
      '--workspace',
      'default',
      '--limit',
      String(LIMIT),
      '--per',
      'day',
    );
    let created = 0;
    for (let calls = 0; calls < LIMIT + 3; calls += 1)
      if ((await presign(server)).result === 'CREATED') created += 1;
    expect(
      `uses of the day ${offset}${isSecondVisit ? ', seen before' : ''}`,
      created,
      isSecondVisit ? 0 : LIMIT,
    );
  }
  expect('the exit code', await server.stop(), 0);
  await server.remove();
  rmSync(folder, { recursive: true });
  return ids.size;
}

const library = LIBRARIES.find(existsSync);
if (library === undefined) {
  console.log("NOT RUN clockJump: libfaketime is not installed (Debian's package faketime)");
  process.exitCode = 1;
} else {
  await prove({ name: 'clockJump', rounds: 3, goalRounds: 20 }, async (proof) => {
    let ids = 0;
    for (let round = 0; round < proof.rounds; round += 1) ids += await jumps(proof, library);
    return `${proof.rounds} times: +2 h, -2 h, over midnight and back; ${ids} ids, none twice; ${LIMIT} uses a day exactly`;
  });
}
