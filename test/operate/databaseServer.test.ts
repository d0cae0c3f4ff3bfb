import { describe, expect, it } from 'vitest';
import { checkDatabaseServer, type ServerFacts } from '../../src/operate/databaseServer.ts';
import { runChecks } from '../../src/operate/doctor.ts';

const GOOD: ServerFacts = {
  wall: { role: 'gst_intake_tenant_7', stands: true, othersToo: [] },
  hosts: 1,
  isSynchronous: false,
  poolsTransactions: false,
};

const findings = (facts: ServerFacts | null) => runChecks([checkDatabaseServer(async () => facts)]);

describe('the check of the database server', () => {
  it('has nothing to mend at one host with a wall', async () => {
    const [isolation, ...more] = await findings(GOOD);
    expect(isolation).toMatchObject({ check: 'isolation of workspaces', status: 'ok', remedy: null });
    expect(isolation?.found).toMatch(/and by row-level security$/);
    expect(more).toEqual([]);
  });

  it('says nothing of a database that is not migrated', async () => {
    expect(await findings(null)).toEqual([]);
  });

  it('names the role that may not be taken on, and what to run', async () => {
    const [isolation] = await findings({ ...GOOD, wall: { ...GOOD.wall, stands: false } });
    expect(isolation?.status).toBe('warning');
    expect(isolation?.remedy).toContain(
      'CREATE ROLE gst_intake_tenant_7 NOLOGIN; and GRANT gst_intake_tenant_7 TO',
    );
  });

  it('names others who may take it on', async () => {
    const [isolation] = await findings({ ...GOOD, wall: { ...GOOD.wall, othersToo: ['staging', 'nosy'] } });
    expect(isolation).toMatchObject({ status: 'warning', found: expect.stringMatching(/: staging, nosy$/) });
    expect(isolation?.remedy).toContain('REVOKE gst_intake_tenant_7 FROM staging, nosy;');
  });

  it.each([
    [true, 'ok'],
    [false, 'warning'],
  ])('takes several hosts whose commits wait for a standby (%s) for %s', async (isSynchronous, status) => {
    const [, failover] = await findings({ ...GOOD, hosts: 2, isSynchronous });
    expect(failover).toMatchObject({ check: 'failover', status });
    if (!isSynchronous) expect(failover?.remedy).toContain('synchronous_standby_names');
  });

  it('tells a pooler of transactions', async () => {
    const [, pooler] = await findings({ ...GOOD, poolsTransactions: true });
    expect(pooler).toMatchObject({ check: 'pooler', status: 'warning' });
    expect(pooler?.remedy).toContain('pool_mode = session');
  });
});
