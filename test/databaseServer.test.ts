import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation } from './acceptance/installation.ts';
import { type PostgresServer, startAnyPostgres } from './db/postgresServer.ts';
import { postgresUnderTest } from './db/postgresUnderTest.ts';

const KEY = {
  GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'KEYOFDATABASESERVER0',
  GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'a secret of this test only, made of many characters',
};

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startAnyPostgres(['fsync=off']);
});
afterAll(() => postgres.stop());

/** Warnings that the log of a start has. */
async function warningsOf(url: string): Promise<string[]> {
  const server = await startInstallation({
    env: { ...KEY, GST_INTAKE_DATABASE_URL: url },
    args: ['--no-worker'],
  });
  await server.remove();
  const lines = server
    .stderr()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): { level: string; msg: string } => JSON.parse(line));
  return lines.filter(({ level }) => level === 'warn').map(({ msg }) => msg);
}

describe('the log of a start on PostgreSQL', () => {
  it('says nothing of a database server that keeps all promises', async () => {
    expect(await warningsOf(await postgres.createDatabase('gst_intake_plain'))).toEqual([]);
  });

  it('says that work of one workspace is not held to it by the database, and what to run', async () => {
    const admin = await postgresUnderTest(postgres);
    const url = new URL(admin.url);
    await admin.query('CREATE ROLE gst_intake_alone LOGIN');
    await admin.query(`ALTER DATABASE ${url.pathname.slice(1)} OWNER TO gst_intake_alone`);
    url.username = 'gst_intake_alone';
    expect(await warningsOf(url.href)).toEqual([
      expect.stringMatching(
        /may not take on the role gst_intake_tenant_\d+\. As a superuser, run CREATE ROLE/,
      ),
    ]);
  });

  it('says that a failover may lose what was answered where no commit waits for a standby', async () => {
    const url = await postgres.createDatabase('gst_intake_plain');
    const { host } = new URL(url);
    expect(await warningsOf(url.replace(host, `${host},${host}`))).toEqual([
      expect.stringContaining('synchronous_standby_names'),
    ]);
  });
});
