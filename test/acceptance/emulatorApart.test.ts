import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { watchModules } from '../loadedModules.ts';
import { answerOf, emulatorCalls } from './emulatorClient.ts';
import { startInstallation, withoutSettings } from './installation.ts';

/**
 * That an emulator is never taken for a real server, nor a real server for an emulator.
 *
 * One box: it starts servers on data directories of its own.
 */

const BIN = fileURLToPath(new URL('../../bin/gst-intake.js', import.meta.url));
const NODE = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gst-intake-apart-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command that is to end by itself. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const ended = spawnSync(NODE, [BIN, ...args], {
    env: { ...withoutSettings(process.env), ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: ended.status, stderr: ended.stderr };
}

describe('a real server', () => {
  it('has no route, no header and no module of the emulator, and hears no switch', async () => {
    const modulesOf = watchModules(folder);
    const server = await startInstallation({ env: modulesOf.env });
    try {
      const calls = emulatorCalls(server.baseUrl, server.token);
      for (const [method, path] of [
        ['GET', ''],
        ['POST', '/reset'],
        ['PUT', '/clock'],
        ['PUT', '/switches'],
      ] as const) {
        const answer = await calls.emulator(method, path, method === 'PUT' ? {} : undefined);
        expect(answer.status).toBe(404);
        expect(answer.json['code']).toBe('route_unknown');
      }
      const heard = await calls.presign({ emulate: 'quota_exceeded' });
      expect(heard.status).toBe(200);
      expect(heard.headers).not.toHaveProperty('x-gst-intake-mode');
      const { url } = await calls.presigned();
      await calls.put(url, { emulate: 'unavailable' });
      await calls.ended((await calls.triggered(url, { emulate: 'unplanned_error' })).activityId);
      const health = await answerOf(await fetch(`${server.baseUrl}/healthz`));
      expect(JSON.parse(health.body)).not.toHaveProperty('mode');
      expect(await (await fetch(server.baseUrl)).text()).not.toMatch(/emulator/i);
      expect(await (await fetch(`${server.baseUrl}/openapi.json`)).text()).not.toContain('/emulator/');
      const modules = modulesOf.loaded();
      // The server's and the worker's; the judging child's environment is empty, and it imports one room.
      for (const room of ['/src/http/', '/src/worker/']) expect(modules).toContain(room);
      expect(modules).not.toMatch(/\/src\/.*emulat/i);
    } finally {
      await server.remove();
    }
  });

  it('refuses the directory of an emulator, and so do a worker and a backup', async () => {
    const emulator = await startInstallation({ args: ['--emulate'] });
    await emulator.stop();
    const { dataDir } = emulator;
    for (const command of [
      ['serve', '--port', '0', '--data-dir', dataDir],
      ['worker', '--data-dir', dataDir],
      ['backup', join(folder, 'emulators.tar'), '--data-dir', dataDir],
      ['transfer', '--from', dataDir],
    ]) {
      const { code, stderr } = run(command);
      expect(code).toBe(2);
      expect(stderr).toContain("belongs to 'serve --emulate', which empties it at every start");
    }
    await emulator.remove();
  });
});

describe('an emulator', () => {
  it('refuses a directory that it did not make, and leaves it as it was', async () => {
    const real = await startInstallation();
    await real.stop();
    const { code, stderr } = run(['serve', '--emulate', '--port', '0', '--data-dir', real.dataDir]);
    expect(code).toBe(2);
    expect(stderr).toContain('is not empty and was made by no emulator, which would empty it');
    expect(existsSync(join(real.dataDir, 'control.sqlite'))).toBe(true);
    expect(existsSync(join(real.dataDir, 'emulator.json'))).toBe(false);
    await real.remove();
  });

  it.each([
    [
      'a database',
      { GST_INTAKE_DATABASE_URL: 'postgres://u@db/x' },
      'GST_INTAKE_DATABASE_URL is set: an emulator keeps',
    ],
    ['a bucket', { GST_INTAKE_S3_BUCKET: 'registers' }, 'GST_INTAKE_S3_BUCKET is set: an emulator keeps'],
    ['an address that others can reach', { GST_INTAKE_HOST: '0.0.0.0' }, 'add --host 0.0.0.0 if you mean it'],
    [
      'a token with a mistake',
      { GST_INTAKE_EMULATOR_TOKEN: `gst_tok_${'A'.repeat(49)}` },
      'Take one that an emulator has printed',
    ],
    ['a token that is none', { GST_INTAKE_EMULATOR_TOKEN: 'secret' }, 'a token is gst_tok_ and 49 letters'],
  ])('does not start with %s', (_what, env: NodeJS.ProcessEnv, words) => {
    const keys = {
      GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTIEMULATOR',
      GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'of the emulator tests, 32 or more letters',
    };
    const { code, stderr } = run(['serve', '--emulate', '--port', '0'], { ...keys, ...env });
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('A'.repeat(20));
  });

  it('begins anew in its own directory, and leaves nothing of a temporary one', async () => {
    const first = await startInstallation({ args: ['--emulate'] });
    await first.stop();
    const second = await startInstallation({ args: ['--emulate'], dataDir: first.dataDir });
    expect(second.token).not.toBe(first.token);
    const old = emulatorCalls(second.baseUrl, first.token);
    expect((await old.presign()).status).toBe(401);
    await second.remove();

    const placeless = await startInstallation({ args: ['--emulate'], env: { GST_INTAKE_DATA_DIR: '' } });
    const [, made = ''] = /^Its data is in (\S+),/m.exec(placeless.stdout()) ?? [];
    expect(existsSync(join(made, 'emulator.json'))).toBe(true);
    await placeless.remove();
    expect(existsSync(made)).toBe(false);
  });
});
