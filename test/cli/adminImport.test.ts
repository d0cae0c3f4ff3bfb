import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admin } from './adminLine.ts';
import { run, temporaryDirectory } from './commandLine.ts';

const TOKEN = /^gst_tok_[\w-]{49}$/;
const HEADER =
  'Company Name;GSTINs;Valid from;Valid until;Quota limit;Per;Bytes;Retention;User;Token;SEZ;Our notes';
const PLAIN = HEADER.replace(';Our notes', ';Turnover');

describe('gst-intake admin workspace import', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let ours: ReturnType<typeof admin>;
  beforeAll(async () => {
    directory = await temporaryDirectory();
    ours = admin(`${directory.path}/data`);
  });
  afterAll(() => directory[Symbol.asyncDispose]());

  /** What programs get; people are told more beside it. */
  async function imported(line: string): Promise<Record<string, unknown>[]> {
    const { code, stdout, stderr } = await ours.call(`workspace import ${line} --json`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/created|there already/) });
    return stdout
      .split('\n')
      .slice(0, -1)
      .map((each) => JSON.parse(each));
  }

  function list(name: string, ...rows: string[]): string {
    const path = join(directory.path, name);
    writeFileSync(path, `${[name === 'bad.csv' ? HEADER : PLAIN, ...rows].join('\r\n')}\r\n`);
    return path;
  }

  it('says every mistake of a list with its place and remedy, and imports none of it', async () => {
    const path = list(
      'bad.csv',
      'Sharma;27AAPFU0939F1ZV;2026-04-01;;1000;month;20GiB;90;erp;yes;no;',
      'Sharma;;;;;;;;;;;',
      ';27AAPFU0939F1ZV;;;;;;;;;;',
      'Verma;27AAPFU0939F1ZX;31-02-2026;;many;week;5GB;0;;yes;perhaps;',
    );
    const { code, stdout, stderr } = await ours.call(`workspace import ${path} --ignore-columns --json`);
    const problems = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(3);
    expect(problems.map(({ row, column, value }) => [row, column, value])).toEqual([
      [3, 'name', 'Sharma'],
      [4, 'name', ''],
      [5, 'license_from', '31-02-2026'],
      [5, 'quota_limit', 'many'],
      [5, 'quota_per', 'week'],
      [5, 'quota_bytes', '5GB'],
      [5, 'retention_days', '0'],
      [5, 'sez', 'perhaps'],
      [5, 'gstins', '27AAPFU0939F1ZX'],
      [5, 'token', 'yes'],
    ]);
    for (const { problem } of problems) expect(problem).toMatch(/\./);
    expect(problems[4]?.problem).toBe('Allowed: minute, hour, day, month.');
    expect(stderr).toContain('Nothing was imported: 10 problems');
    expect(stderr).toContain('Columns left aside, since their names mean nothing here: Our notes.');
    expect(existsSync(join(directory.path, 'data'))).toBe(false);
  });

  it('makes workspaces, users and tokens of 500 rows', async () => {
    const rows = Array.from(
      { length: 500 },
      (_, place) =>
        `Company ${place};27AAPFU0939F1ZV 29AAFCD5862R1ZR;01/04/2026;none;1000;month;20GiB;90;erp;yes;yes;`,
    );
    const path = list('all.csv', ...rows);
    const tokens = join(directory.path, 'tokens.csv');
    const made = await imported(`${path} --tokens-to ${tokens}`);
    expect(made[499]).toEqual({
      row: 501,
      action: 'created',
      workspaceId: expect.any(String),
      name: 'Company 499',
      userId: expect.any(String),
      userName: 'erp',
      tokenId: expect.any(String),
      token: null,
      expiresAt: null,
    });
    expect(statSync(tokens).mode & 0o777).toBe(0o600);
    const lines = readFileSync(tokens, 'utf8').trim().split('\r\n').slice(1);
    expect(lines).toHaveLength(500);
    for (const line of lines) expect(line.split('","')[4]).toMatch(TOKEN);
    expect(await ours.json('workspace show "Company 499"')).toMatchObject({
      gstins: ['27AAPFU0939F1ZV', '29AAFCD5862R1ZR'],
      retentionDays: 90,
      settings: { sez: true },
      license: { from: '2026-04-01', until: null },
      quota: { limit: 1000, per: 'month', bytesLimit: 21_474_836_480 },
      users: [{ name: 'erp', permissions: ['invoice.create'] }],
    });
    const trail = await ours.ndjson('audit --workspace "Company 499"');
    expect(trail.map(({ action }) => action).toSorted()).toEqual(
      ['license.set', 'quota.set', 'token.created', 'user.created', 'workspace.created'].toSorted(),
    );
  });

  it('changes nothing where the same list comes again, and writes over no tokens', async () => {
    const path = join(directory.path, 'all.csv');
    const tokens = join(directory.path, 'tokens.csv');
    const again = await imported(`${path}`);
    expect(new Set(again.map(({ action, token }) => `${String(action)} ${String(token)}`))).toEqual(
      new Set(['unchanged null']),
    );
    const taken = await ours.call(`workspace import ${path} --tokens-to ${tokens}`);
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain('is there already and may hold tokens');
  });

  it('changes what differs only where it is told to, and a cell that is empty changes nothing', async () => {
    const path = list(
      'changed.csv',
      'Company 7;;;2027-03-31;;;none;default;desk;yes;;',
      'Company 8;;;;;;;;;;;',
    );
    const refused = await ours.call(`workspace import ${path}`);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('differs in: retentionDays, license, quota, user. Add --update');
    const [changed, same] = await imported(`${path} --update`);
    expect(changed).toMatchObject({
      action: 'updated',
      userName: 'desk',
      token: expect.stringMatching(TOKEN),
    });
    expect(same).toMatchObject({ action: 'unchanged' });
    expect(await ours.json('workspace show "Company 7"')).toMatchObject({
      gstins: ['27AAPFU0939F1ZV', '29AAFCD5862R1ZR'],
      retentionDays: null,
      license: { from: '2026-04-01', until: '2027-03-31' },
      quota: { limit: 1000, bytesLimit: null },
      users: [{ name: 'erp' }, { name: 'desk' }],
    });
  });

  it('prints a list to fill in that it takes itself', async () => {
    const printed = await ours.call('workspace import --template');
    const path = join(directory.path, 'template.csv');
    writeFileSync(path, printed.stdout);
    expect(await imported(`${path} --dry-run`)).toMatchObject([
      { action: 'created', name: 'Sharma Traders', userName: 'erp' },
    ]);
  });

  it.each([
    ['no list', 'rows,of,something\n1,2,3\n', /has no column 'name'/],
    ['no row', `${PLAIN}\n`, /no row below its header/],
    ['a column twice', 'name,Company\na,b\n', /Two of its columns mean name/],
  ])('refuses a file with %s', async (_, text, words) => {
    const path = join(directory.path, 'odd.csv');
    writeFileSync(path, text);
    const { code, stderr } = await ours.call(`workspace import ${path}`);
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(words) });
  });
  it('makes nothing where there is no installation by a dry run', async () => {
    const path = list('dry.csv', 'Sharma;;;;;;;;;;;');
    const empty = admin(join(directory.path, 'empty'));
    const { code, stderr } = await empty.call(`workspace import ${path} --dry-run`);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('There is no installation in'),
    });
    expect(existsSync(join(directory.path, 'empty'))).toBe(false);
  });

  it('refuses a column whose name means nothing, with the one that may be meant', async () => {
    const path = join(directory.path, 'misspelt.csv');
    writeFileSync(path, 'name,licens_untill,Colour\nVerma,2027-03-31,red\n');
    const refused = await ours.call(`workspace import ${path}`);
    expect({ code: refused.code, stderr: refused.stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining(
        "'licens_untill' (is it license_until?), 'Colour'. Rename them, or add --ignore-columns",
      ),
    });
  });

  it('takes licences, dates and numbers as they are written in India', async () => {
    const path = join(directory.path, 'indian.csv');
    writeFileSync(
      path,
      'name;licence_from;Licence Until;quota_limit\nGupta;01-Apr-2026;31 March 2027;1,00,000\n',
    );
    await imported(path);
    expect(await ours.json('workspace show Gupta')).toMatchObject({
      license: { from: '2026-04-01', until: '2027-03-31' },
      quota: { limit: 100_000 },
    });
  });

  it('reads standard input and prints the tokens alone', async () => {
    const text = 'name,user,token\n"Iyer, Sons",erp,yes\n';
    const data = join(directory.path, 'data');
    const argv = ['admin', 'workspace', 'import', '-', '--tokens-to', '-', '--data-dir', data];
    const { code, stdout, stderr } = await run(argv, {}, text);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('1 created') });
    const [header, line = '', end] = stdout.split('\n');
    expect([header, end]).toEqual(['"name","workspace_id","user","token_id","token","expires_at"', '']);
    expect(line).toMatch(/^"Iyer, Sons","[\w-]{36}","erp","[\w-]{36}","gst_tok_[\w-]{49}",""$/);
  });

  it('says that no token is made for a user who is there, and makes no file for none', async () => {
    const path = join(directory.path, 'again.csv');
    writeFileSync(path, 'name,user,token\n"Iyer, Sons",erp,yes\n');
    const tokens = join(directory.path, 'none.csv');
    const { code, stderr } = await ours.call(`workspace import ${path} --tokens-to ${tokens}`);
    expect(code).toBe(0);
    expect(stderr).toContain('No token is made for Iyer, Sons, whose users are there already');
    expect(stderr).toContain(`No token was made, and no ${tokens}.`);
    expect(existsSync(tokens)).toBe(false);
  });
});
