import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admin } from './adminLine.ts';
import { temporaryDirectory } from './commandLine.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const SETTINGS = {
  sandboxGstins: false,
  monthFirst: false,
  singleUse: false,
  sez: false,
  turnoverCrore: null,
  hsnMaster: true,
  hsnBlank: 'warn',
  tokenGraceSeconds: 0,
};

describe('gst-intake admin on a data directory of its own', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let ours: ReturnType<typeof admin>;
  let workspaceId: string;
  beforeAll(async () => {
    directory = await temporaryDirectory();
    ours = admin(`${directory.path}/data`);
  });
  afterAll(() => directory[Symbol.asyncDispose]());

  it('says that there is no installation, and makes one with the first workspace', async () => {
    const { code, stdout, stderr } = await ours.call('workspace list');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`There is no installation in ${directory.path}/data`);

    const made = await ours.json(
      'workspace create --name "शर्मा Traders" --gstins 27AAPFU0939F1ZV,29AAFCD5862R000 --sandbox-gstins ' +
        '--month-first --single-use --sez --turnover 1.5 --hsn-master off --hsn-blank error --token-grace 15m --retention-days 90',
    );
    expect(made).toEqual({
      workspaceId: expect.stringMatching(UUID),
      name: 'शर्मा Traders',
      gstins: ['27AAPFU0939F1ZV', '29AAFCD5862R000'],
      settings: {
        sandboxGstins: true,
        monthFirst: true,
        singleUse: true,
        sez: true,
        turnoverCrore: 1.5,
        hsnMaster: false,
        hsnBlank: 'error',
        tokenGraceSeconds: 900,
      },
      retentionDays: 90,
    });
    const plain = await ours.json('workspace create --name plain');
    expect(plain).toEqual({
      workspaceId: expect.stringMatching(UUID),
      name: 'plain',
      gstins: [],
      settings: SETTINGS,
      retentionDays: null,
    });
    expect(await ours.ndjson('workspace list')).toEqual([made, plain]);
    workspaceId = String(plain['workspaceId']);
  });

  it('takes settings back one by one', async () => {
    const changed = await ours.json(
      'workspace update "शर्मा Traders" --name Sharma --gstins none --turnover none --hsn-master on ' +
        '--hsn-blank warn --token-grace 0s --no-sandbox-gstins --no-month-first --no-single-use --no-sez --retention-days default',
    );
    expect(changed).toMatchObject({ name: 'Sharma', gstins: [], settings: SETTINGS, retentionDays: null });
    const again = await ours.json('workspace update Sharma --single-use');
    expect(again).toEqual({ ...changed, settings: { ...SETTINGS, singleUse: true } });
  });

  it('sets licenses and quotas', async () => {
    const from = '2026-04-01';
    const until = '2027-03-31';
    const set = await ours.json(`license set --workspace plain --from ${from} --until ${until}`);
    expect(set).toEqual({ workspaceId, from, until });
    expect(await ours.json(`license set --workspace ${workspaceId} --until ${until}`)).toEqual({
      workspaceId,
      from: null,
      until,
    });
    expect(await ours.json('quota set --workspace plain --limit 5 --per day --bytes 20GiB')).toEqual({
      workspaceId,
      limit: 5,
      per: 'day',
      used: 0,
      bytesLimit: 21_474_836_480,
      bytesUsed: 0,
    });
    expect(await ours.printed('quota set --workspace plain --limit 5 --per day --bytes 1536MiB')).toContain(
      '1.5GiB per day',
    );
    expect(await ours.printed('quota set --workspace plain --limit 5 --per day --bytes 20GiB')).toContain(
      '20GiB per day',
    );
    const lifted = await ours.json(
      `quota set --workspace ${workspaceId} --limit none --per month --bytes none`,
    );
    expect(lifted).toEqual({
      workspaceId,
      limit: null,
      per: 'month',
      used: 0,
      bytesLimit: null,
      bytesUsed: 0,
    });
  });

  it('makes users, tokens and client secrets, and ends them', async () => {
    const user = await ours.json(
      'user create --workspace plain --name erp --permissions workspace.admin,invoice.create',
    );
    expect(user).toEqual({
      userId: expect.stringMatching(UUID),
      name: 'erp',
      permissions: ['invoice.create', 'workspace.admin'],
    });
    const { userId } = user;

    const startedAt = Date.now();
    const brief = await ours.json('token create --user erp --expires-in 30d');
    expect(brief).toEqual({
      token: expect.stringMatching(/^gst_tok_[\w-]{49}$/),
      tokenId: expect.stringMatching(UUID),
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    const lifetimeMs = Date.parse(String(brief['expiresAt'])) - 30 * 86_400_000;
    expect(lifetimeMs).toBeGreaterThanOrEqual(startedAt);
    expect(lifetimeMs).toBeLessThanOrEqual(Date.now());

    const ever = await ours.call(`token create --user ${String(userId)}`);
    expect(ever.code).toBe(0);
    expect(ever.stdout).toMatch(/^gst_tok_[\w-]{49}\n$/);
    expect(ever.stderr).toMatch(
      /^It is shown this once and stored nowhere\. Id [0-9a-f-]{36}; expires: never\.\n$/,
    );

    const revoked = await ours.json(`token revoke ${String(brief['tokenId'])}`);
    expect(revoked).toEqual({ tokenId: brief['tokenId'], closedUploads: 0 });
    const listed = await ours.ndjson('token list --workspace plain');
    const facts = {
      workspaceId,
      parentTokenId: null,
      userName: 'erp',
      createdAt: expect.any(String),
      lastUsedAt: null,
    };
    expect(listed).toEqual([
      {
        tokenId: brief['tokenId'],
        ...facts,
        expiresAt: brief['expiresAt'],
        revokedAt: expect.stringMatching(/Z$/),
      },
      { tokenId: expect.stringMatching(UUID), ...facts, expiresAt: null, revokedAt: null },
    ]);
    expect(await ours.ndjson('token list --workspace Sharma')).toEqual([]);

    const secret = await ours.json('client-secret create --user erp');
    expect(secret).toEqual({
      clientSecret: expect.stringMatching(/^gst_sec_[\w-]{49}$/),
      clientSecretId: expect.stringMatching(UUID),
    });
    const { clientSecretId } = secret;
    expect(await ours.json(`client-secret revoke ${String(clientSecretId)}`)).toEqual({ clientSecretId });
    expect(await ours.json('user disable erp')).toEqual({ ...user, closedUploads: 0 });

    const trail = await ours.ndjson('audit --workspace plain --limit 3');
    expect(trail.map(({ action, subject }) => [action, subject])).toEqual([
      ['user.disabled', userId],
      ['client_secret.revoked', clientSecretId],
      ['client_secret.created', clientSecretId],
    ]);
    expect(trail[0]).toEqual({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      workspaceId,
      actor: 'operator',
      action: 'user.disabled',
      subject: userId,
      detail: { closedUploads: 0 },
    });
    const inIndia = new Date(Date.parse(String(trail[1]?.['at'])) + 5.5 * 3_600_000).toISOString();
    const older = `audit --workspace plain --limit 1 --before ${inIndia.replace('Z', '+05:30')}`;
    expect(await ours.ndjson(older)).toEqual([trail[2]]);
  });

  it('shows people tables and fields', async () => {
    const shown = await ours.printed('workspace show plain');
    expect(shown.split('\n')).toEqual([
      `workspaceId  ${workspaceId}`,
      'name         plain',
      'gstins       any',
      expect.stringMatching(/^settings {5}sandboxGstins=false .*turnoverCrore=none .*tokenGraceSeconds=0$/),
      'retention    as GST_INTAKE_RETENTION_DAYS says',
      'license      no beginning to 2027-03-31',
      'quota        none',
      'users        erp (invoice.create, workspace.admin), disabled',
      '',
    ]);
    const [heading, sharma] = (await ours.printed('workspace list')).split('\n');
    expect(heading).toBe(`NAME    WORKSPACE ID${' '.repeat(26)}GSTINS`);
    expect(sharma).toMatch(/^Sharma {2}[0-9a-f-]{36} {2}any$/);
    const [titles, first] = (await ours.printed('token list')).split('\n');
    expect(titles).toMatch(/^TOKEN ID {30}KIND {3}USER {2}CREATED +EXPIRES +REVOKED +LAST USED$/);
    expect(first?.indexOf('erp')).toBe(titles?.indexOf('USER'));
    const [, newest] = (await ours.printed('audit --limit 1')).split('\n');
    expect(newest).toMatch(/^\S+Z {2}operator {2}user\.disabled {2}[0-9a-f-]{36} {2}closedUploads=0$/);
    expect(await ours.printed('quota set --workspace plain --limit 7 --per hour')).toBe(
      'limit       7 per hour\nused        0 this hour\nbytes       no limit\nbytes used  0 bytes this hour\n',
    );
    expect((await ours.call('token list --workspace Sharma')).stderr).toBe('There are none.\n');
    expect(await ours.printed('license set --workspace Sharma --from 2026-04-01')).toBe(
      'from   2026-04-01\nuntil  no end\n',
    );
    expect(await ours.printed('workspace update Sharma --gstins 27AAPFU0939F1ZV')).toMatch(
      /^gstins {7}27AAPFU0939F1ZV$/m,
    );
  });

  it('tells people of secrets once, and of what it ended', async () => {
    expect(
      await ours.printed('user create --workspace Sharma --name desk --permissions invoice.read'),
    ).toMatch(/^userId {7}[0-9a-f-]{36}\nname {9}desk\npermissions {2}invoice\.read\n$/);
    const { tokenId } = await ours.json('token create --user desk');
    expect(await ours.printed(`token revoke ${String(tokenId)}`)).toBe(
      'Revoked; 0 open uploads were closed.\n',
    );
    const made = await ours.call('client-secret create --user desk');
    expect(made.stdout).toMatch(/^gst_sec_[\w-]{49}\n$/);
    const [, id = ''] = /stored nowhere\. Id (\S+)\.\n$/.exec(made.stderr) ?? [];
    expect(await ours.printed(`client-secret revoke ${id}`)).toBe('Revoked.\n');
    const disabled = await ours.call('user disable desk');
    expect(disabled.stdout).toMatch(/^name {9}desk$/m);
    expect(disabled.stderr).toBe('Disabled; 0 open uploads were closed.\n');
  });

  it('sets bytes alone and leaves the rest of a quota as it is', async () => {
    await ours.json('workspace create --name Quotas');
    await ours.json('quota set --workspace Quotas --limit 8 --per hour');
    expect(await ours.json('quota set --workspace Quotas --bytes 5MiB')).toMatchObject({
      limit: 8,
      per: 'hour',
      bytesLimit: 5_242_880,
    });
    expect(await ours.json('quota set --workspace Quotas --per day')).toMatchObject({
      limit: 8,
      per: 'day',
      bytesLimit: 5_242_880,
    });
  });

  it('ends a table of use with the sum of all', async () => {
    const { stdout } = await ours.call('usage');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^ALL +0 +0 +0 bytes/);
  });

  it.each([
    ['workspace create', /required option '--name/],
    ['workspace create --name plain --hsn-blank ignore', /Allowed choices are error, warn/],
    ['workspace create --name x --gstins 27AAPFU0939F1ZX', /gstins is '27AAPFU0939F1ZX'\. Allowed: /],
    ['workspace create --name x --turnover much', /'none'/],
    ['workspace create --name x --hsn-master yes', /Write 'on' or 'off'/],
    ['workspace update plain', /Nothing to change/],
    ['license set --workspace plain --from 2026-02-30', /from is '2026-02-30'\. Allowed: a date/],
    ['license set --workspace plain --from 2026-05-01 --until 2026-04-30', /until is '2026-04-30'/],
    ['quota set --workspace plain', /Nothing to change was given/],
    ['quota set --workspace plain --limit many --per day', /'none'/],
    ['quota set --workspace plain --limit 1 --per day --bytes 5GB', /20GiB|10GiB/],
    ['workspace update plain --retention-days ever', /'default'/],
    ['quota set --workspace plain --limit 5 --per week', /Allowed choices are minute, hour, day, month/],
    [
      'user create --workspace plain --name u --permissions invoice.delete',
      /permissions is 'invoice\.delete'/,
    ],
    ['user create --workspace plain --name u --permissions none', /at least one of invoice\.create/],
    ['token create --user erp --expires-in 30', /such as 30d/],
    ['token revoke', /missing required argument 'id'/],
    ['audit --limit 0', /limit is '0'\. Allowed: a whole number from 1 to 10000/],
    ['audit --limit x', /whole number/],
    ['audit --before yesterday', /Write a moment such as/],
    ['audit --before 2026-04-01', /Write a moment such as/],
    ['audit --before 2026-02-30T00:00:00Z', /Write a moment such as/],
    ['audit --before 2026-04-01T00:00:00', /Write a moment such as/],
    ['workspace destroy plain', /unknown command 'destroy'/],
  ])('ends with 2 at: %s', async (line, said) => {
    const { code, stdout, stderr } = await ours.call(line);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });

  it.each([
    ['workspace show nobody', /no workspace with the id or name 'nobody'/],
    ['user disable nobody', /no user with the id or name 'nobody'/],
    ['token revoke nobody', /'admin token list' shows the ids/],
    ['client-secret revoke nobody', /no client secret in use/],
    ['workspace create --name Sharma', /workspace named Sharma already/],
    ['token create --user erp', /The user 'erp' is disabled/],
  ])('ends with 1 at: %s', async (line, said) => {
    const { code, stdout, stderr } = await ours.call(line);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Error: .+\n$/);
    expect(stderr).toMatch(said);
  });
});
