import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { run } from '../cli/commandLine.ts';

const FILES = ['stray files', 'missing files'];
const ALL = [
  'versions',
  'settings',
  'data directory',
  'database',
  ...FILES,
  'signing key',
  'rule tables',
  'judging',
  'browser uploads',
];
/** So that this machine's free space decides nothing. */
const ROOMY = { GST_INTAKE_DISK_RESERVE_BYTES: '0', GST_INTAKE_MAX_UPLOAD_BYTES: '1' };

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly found: string;
  readonly remedy: string | null;
}

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
});
afterAll(() => installation.remove());

async function doctor(environment: Record<string, string>, dataDir = installation.dataDir) {
  const ended = await run(['doctor', '--json', '--data-dir', dataDir], environment);
  expect(ended.stdout.trimEnd().split('\n')).toHaveLength(1);
  const findings: Finding[] = JSON.parse(ended.stdout);
  return { ...ended, findings, of: (check: string) => findings.find((each) => each.check === check) };
}

/** Others write to the same disk meanwhile. */
function withoutRoom(text: string): string {
  return text.replace(/\d+ MB/, '? MB');
}

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('gst-intake doctor', () => {
  it('finds nothing to mend on an installation that runs', async () => {
    const environment = { ...ROOMY, GST_INTAKE_PUBLIC_URL: installation.baseUrl };
    const { code, stderr, findings } = await doctor(environment);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(findings.map(({ check, status, remedy }) => [check, status, remedy])).toEqual(
      [...ALL, 'public URL', 'clock'].map((check) => [check, 'ok', null]),
    );
    const told = await run(['doctor', '--data-dir', installation.dataDir], environment);
    const lines = findings.map(({ check, found }) => `ok       ${check}: ${found}\n`);
    expect(withoutRoom(told.stdout)).toBe(withoutRoom(lines.join('')));
  });

  it('says what to mend, and ends with 1', async () => {
    const environment = { ...ROOMY, GST_INTAKE_PROT: '1' };
    const wrong = { ...environment, GST_INTAKE_PUBLIC_URL: `${installation.baseUrl}/elsewhere` };
    const { code, stdout, stderr } = await run(['doctor', '--data-dir', installation.dataDir], wrong);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: 1 of \d+ checks found something to mend\.\n$/);
    expect(stdout).toMatch(/^WARNING {2}settings: .*GST_INTAKE_PROT\n {9}→ Check the spelling/m);
    expect(stdout).toMatch(/^ERROR {4}public URL: .*path that it does not know\n {9}→ Let the proxy/m);
  });

  it('asks at the address of the settings when there is no public one, and only warns when nobody answers', async () => {
    const port = await closedPort();
    const { code, of } = await doctor({ ...ROOMY, GST_INTAKE_HOST: '::1', GST_INTAKE_PORT: `${port}` });
    expect(code).toBe(0);
    expect(of('public URL')).toMatchObject({
      status: 'warning',
      found: expect.stringMatching(new RegExp(`^http://\\[::1\\]:${port} gives no answer \\(E[A-Z]+\\)$`)),
    });
  });

  it.each(['0.0.0.0', '::'])('calls it an error when signed URLs lead to %s', async (host) => {
    const { code, of } = await doctor({ ...ROOMY, GST_INTAKE_HOST: host });
    expect(code).toBe(1);
    expect(of('public URL')).toMatchObject({
      status: 'error',
      found: `signed URLs lead to ${host}, which no other machine can reach: GST_INTAKE_PUBLIC_URL is not set`,
      remedy: expect.stringContaining('Set GST_INTAKE_PUBLIC_URL'),
    });
    const mended = { ...ROOMY, GST_INTAKE_HOST: host, GST_INTAKE_PUBLIC_URL: installation.baseUrl };
    expect((await doctor(mended)).of('public URL')).toMatchObject({ status: 'ok' });
  });

  it('with wrong settings lists them all and looks no further', async () => {
    const { code, findings } = await doctor({ GST_INTAKE_PORT: 'http', GST_INTAKE_RETENTION_DAYS: '0' });
    expect(code).toBe(1);
    expect(findings.map(({ check, status }) => [check, status])).toEqual([
      ['versions', 'ok'],
      ['settings', 'error'],
    ]);
    expect(findings[1]?.found).toMatch(/GST_INTAKE_PORT.*\n.*GST_INTAKE_RETENTION_DAYS/);
  });

  it('makes no installation where there is none', async () => {
    const nowhere = join(installation.dataDir, 'nowhere');
    const { code, of } = await doctor(ROOMY, nowhere);
    expect(code).toBe(1);
    expect(of('data directory')).toMatchObject({ status: 'error' });
    expect(of('database')).toMatchObject({ found: expect.stringMatching(/^There is no installation in /) });
    expect(existsSync(nowhere)).toBe(false);
  });

  it('says what to mend in rule tables', async () => {
    const file = join(installation.dataDir, 'rules.json');
    await writeFile(file, '{"limits": {"claimPaise": 50}}');
    expect((await doctor(ROOMY)).of('rule tables')).toMatchObject({ found: 'your own ones are valid' });
    await writeFile(file, '{"limits": {"claimPaise": "1"}}');
    const { code, of } = await doctor(ROOMY);
    await rm(file);
    expect(code).toBe(1);
    expect(of('rule tables')).toMatchObject({
      status: 'error',
      found: expect.stringContaining('limits.claimPaise is "1": give a whole number from 0.'),
    });
  });

  it('with a damaged key still tells all the rest', async () => {
    const file = join(installation.dataDir, 'gateway-key.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.slice(0, -2));
    const { code, stdout, findings, of } = await doctor(ROOMY);
    expect(code).toBe(1);
    expect(findings.map(({ check }) => check)).toEqual(ALL);
    expect(of('signing key')).toMatchObject({ status: 'error' });
    expect(of('database')).toMatchObject({ status: 'ok' });
    expect(stdout).not.toContain(JSON.parse(text).secretAccessKey);
  });
});
