import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { writeRegister } from '../../bench/registers/write.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { freePort } from '../freePort.ts';
import { watchModules } from '../loadedModules.ts';
import { startCollector } from './collector.ts';

/**
 * The product does its work without OpenTelemetry and whatever becomes of the collector.
 * One box: it starts servers with settings of their own and ends them.
 */

const folder = mkdtempSync(join(tmpdir(), 'gst-intake-apart-'));
const register = join(folder, 'register.csv');
writeRegister(register, { register: 'sales', lines: 20, seed: 1, plantOneIn: 0, width: 'usual' });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OFTEN = { OTEL_BSP_SCHEDULE_DELAY: '50', OTEL_METRIC_EXPORT_INTERVAL: '200' };

async function ingest(server: Installation): Promise<void> {
  const activityId = await trigger(server, 'sales', await upload(server, 'sales', register));
  expect((await untilEnded(server, 'sales', activityId)).status).toBe('ACTIVITY_COMPLETED');
}

async function untilLogged(server: Installation, message: string): Promise<void> {
  while (!server.stderr().includes(message)) await pause(20);
}

const linesWith = (server: Installation, message: string) =>
  server
    .stderr()
    .split('\n')
    .filter((line) => line.includes(message));

/** A port at which nobody listens. */
async function deadEndpoint(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`;
}

describe('without a setting that asks for it', () => {
  it('no module of OpenTelemetry is loaded, in the server or in its worker', async () => {
    const modulesOf = watchModules(folder);
    const env = { ...modulesOf.env, OTEL_SERVICE_NAME: 'gst' };
    const server = await startInstallation({ env });
    try {
      await ingest(server);
      const modules = modulesOf.loaded();
      for (const part of ['/src/http/', '/src/worker/', 'prom-client']) expect(modules).toContain(part);
      // prom-client itself asks the API's package for exemplars.
      const strays = /@opentelemetry\/(?!api\/)|\/src\/telemetry\//;
      expect(modules.split('\n').filter((module) => strays.test(module))).toEqual([]);
    } finally {
      await server.remove();
    }
  });
});

describe('a collector that', () => {
  it('refuses what it is sent is told of once, and once more when it takes it again', async () => {
    const answer = { status: 400 };
    const collector = await startCollector(answer);
    const server = await startInstallation({
      args: ['--no-worker'],
      env: { ...OFTEN, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url.replace('//', '//user:canary@') },
    });
    try {
      for (let count = 1; count <= 3; count += 1) {
        await upload(server, 'sales', register);
        const sentTo = (path: string) => collector.collected.filter((one) => one.path === path).length;
        await collector.until(
          () => (sentTo('/v1/traces') >= count && sentTo('/v1/metrics') > 3) || undefined,
        );
      }
      await untilLogged(server, 'metrics cannot be sent');
      answer.status = 200;
      await upload(server, 'sales', register);
      for (const signal of ['traces', 'metrics']) {
        await untilLogged(server, `${signal} are sent again`);
        const lines = linesWith(server, `${signal} cannot be sent to the collector`);
        expect(lines.map((line) => JSON.parse(line))).toEqual([
          { level: 'warn', time: expect.any(String), code: '400', msg: expect.any(String) },
        ]);
      }
      expect(server.stderr()).not.toContain('canary');
    } finally {
      await server.remove();
      await collector.stop();
    }
  });

  it.each(['never answers', 'is not there'])('%s holds up neither uploads nor the end', async (kind) => {
    const collector = await startCollector({ status: 0 });
    const server = await startInstallation({
      env: {
        ...OFTEN,
        OTEL_EXPORTER_OTLP_ENDPOINT: kind === 'is not there' ? await deadEndpoint() : collector.url,
        // Ten minutes: an end that waited for the exporter would come after this test's time.
        OTEL_EXPORTER_OTLP_TIMEOUT: '600000',
      },
    });
    try {
      await ingest(server);
      expect(await server.stop('SIGTERM')).toBe(0);
      expect(server.stderr()).toContain('worker stopped');
      expect(linesWith(server, '"level":"error"')).toEqual([]);
    } finally {
      await server.remove();
      await collector.stop();
    }
  });
});
