import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Environment, loadClientConfig, loadConfig } from '../src/config.ts';
import { AppError } from '../src/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'gst-intake-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECRET = 'a-secret-access-key-of-32-letters-or-more';
const GATEWAY_KEY = {
  GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTI0123456789',
  GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: SECRET,
};

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The problems that a start with these settings lists, one a line. */
function problemsOf(environment: Environment): string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('settings_invalid');
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace('  - ', ''));
  }
  return [];
}

/** Every setting is `GST_INTAKE_` and its short name. */
function set(settings: Readonly<Record<string, string>>): Environment {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`GST_INTAKE_${name}`, value]));
}

describe('defaults', () => {
  it('are those of the operating guide', () => {
    const { isTrustedProxy, ...rest } = loadConfig({});
    expect(rest).toEqual({
      port: 8080,
      host: '127.0.0.1',
      dataDir: resolve('data'),
      publicUrl: null,
      timeZone: 'Asia/Kolkata',
      databaseUrl: null,
      gateway: { key: null, region: 'ap-south-1', bucket: 'gst-intake' },
      s3: null,
      maxUploadBytes: 2 * 1024 ** 3,
      minUploadBytesPerSecond: 10_000,
      diskReserveBytes: 256 * 1024 ** 2,
      retentionDays: 30,
      uploadCorsOrigins: [],
      workers: 1,
      logLevel: 'info',
      rulesFile: null,
      telemetry: { traces: null, metrics: null, warnings: [] },
      emulatorToken: null,
      unknown: [],
    });
    expect(isTrustedProxy('127.0.0.1')).toBe(false);
  });

  it('stand for a setting that is there and empty, as compose files write it', () => {
    expect(loadConfig(set({ PORT: '', PUBLIC_URL: '', DATABASE_URL: '' }))).toMatchObject({
      port: 8080,
      publicUrl: null,
      databaseUrl: null,
    });
  });
});

describe('flags', () => {
  it('win over the environment', () => {
    const config = loadConfig(set({ PORT: '1', HOST: 'one', DATA_DIR: '/one' }), {
      port: '2',
      host: 'two',
      dataDir: '/two',
    });
    expect(config).toMatchObject({ port: 2, host: 'two', dataDir: '/two' });
  });
});

describe('problems', () => {
  it('are listed all at once, each with its setting and what is wanted', () => {
    const problems = problemsOf(
      set({
        PORT: 'eighty',
        PUBLIC_URL: 'ftp://gst.example.in',
        TIME_ZONE: 'Asia/Kolkatta',
        MAX_UPLOAD_BYTES: '2GB',
        RETENTION_DAYS: '0',
        LOG_LEVEL: 'loud',
        TRUSTED_PROXIES: '10.0.0.0/40',
        UPLOAD_CORS_ORIGINS: 'https://erp.example/',
        GATEWAY_BUCKET: 'My Bucket',
      }),
    );
    expect(problems).toHaveLength(9);
    const about = (name: string) => problems.find((line) => line.startsWith(`GST_INTAKE_${name} `));
    expect(about('PORT')).toContain("is 'eighty': a whole number from 0 to 65535 is wanted");
    expect(about('PUBLIC_URL')).toContain('http:// or https:// URL');
    expect(about('TIME_ZONE')).toContain('as in Asia/Kolkata');
    expect(about('MAX_UPLOAD_BYTES')).toContain('2GiB');
    expect(about('RETENTION_DAYS')).toContain('from 1');
    expect(about('LOG_LEVEL')).toContain('debug, info, warn, error, silent');
    expect(about('TRUSTED_PROXIES')).toContain('from 0 to 32');
    expect(about('UPLOAD_CORS_ORIGINS')).toContain('scheme and host alone');
    expect(about('GATEWAY_BUCKET')).toContain('lower-case');
  });

  it.each(['-1', '65536', '80.5', '0x50', '1e3', ' 80'])('PORT %j is one', (value) => {
    expect(problemsOf(set({ PORT: value }))).toHaveLength(1);
  });

  it('name a database without the gateway key that all its servers must share', () => {
    const url = 'postgres://gst@db/gst';
    const [missing = ''] = problemsOf(set({ DATABASE_URL: url }));
    expect(missing).toContain('GST_INTAKE_GATEWAY_ACCESS_KEY_ID');
    expect(missing).toContain('GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY');
    expect(loadConfig({ ...set({ DATABASE_URL: url }), ...GATEWAY_KEY })).toMatchObject({
      databaseUrl: url,
      gateway: { key: { accessKeyId: 'GSTI0123456789', secretAccessKey: SECRET } },
    });
  });

  it('name a database that is no URL; several hosts are one', () => {
    const several = 'postgres://gst:pa55word@db1:5432,db2:5433/gst?target_session_attrs=read-write';
    expect(loadConfig({ ...set({ DATABASE_URL: several }), ...GATEWAY_KEY }).databaseUrl).toBe(several);
    for (const wrong of ['db1,db2', 'postgres://db1:x,db2/gst', 'mysql://db1,db2/gst'])
      expect(problemsOf({ ...set({ DATABASE_URL: wrong }), ...GATEWAY_KEY })).toHaveLength(1);
  });

  it.each(Object.keys(GATEWAY_KEY))('name half a gateway key: %s alone', (name) => {
    const [half = ''] = problemsOf({ [name]: GATEWAY_KEY[name as keyof typeof GATEWAY_KEY] });
    expect(half).toContain('go together');
  });

  it('name settings of S3 that lead nowhere', () => {
    expect(problemsOf(set({ S3_REGION: 'ap-south-1' }))).toEqual([
      'GST_INTAKE_S3_REGION is set but GST_INTAKE_S3_BUCKET is not: name the bucket, or unset it.',
    ]);
    expect(problemsOf(set({ S3_BUCKET: 'uploads', S3_ACCESS_KEY_ID: 'AKIA' }))).toEqual([
      'GST_INTAKE_S3_ACCESS_KEY_ID and GST_INTAKE_S3_SECRET_ACCESS_KEY go together: give both, or neither for the ' +
        'default chain of the AWS SDK.',
    ]);
    expect(problemsOf(set({ S3_BUCKET: 'Uploads', S3_DIRECT: 'yes' }))).toEqual([
      "GST_INTAKE_S3_BUCKET is 'Uploads': the name of a bucket is wanted: 3 to 63 lower-case letters, digits, dots or hyphens.",
      "GST_INTAKE_S3_DIRECT is 'yes': true or false is wanted.",
    ]);
  });

  it('do not include a misspelt setting: it is reported, and the start goes on', () => {
    expect(loadConfig(set({ PUBLIC_ULR: 'https://gst.example.in' })).unknown).toEqual([
      'GST_INTAKE_PUBLIC_ULR',
    ]);
  });

  it('know the settings of client commands, whose shell may be the same', () => {
    const client = set({ BASE_URL: 'http://127.0.0.1:8080', TOKEN: 'gst_tok_x', PROFILE_FILE: '/p' });
    expect(loadConfig(client).unknown).toEqual([]);
  });
});

describe('secrets', () => {
  it('are read from files, without the line break that editors add', () => {
    const config = loadConfig(
      set({
        DATABASE_URL_FILE: file('url', 'postgres://gst:pa55word@db/gst\n'),
        GATEWAY_ACCESS_KEY_ID: 'GSTI0123456789',
        GATEWAY_SECRET_ACCESS_KEY_FILE: file('key', `${SECRET}\r\n`),
      }),
    );
    expect(config.databaseUrl).toBe('postgres://gst:pa55word@db/gst');
    expect(config.gateway.key?.secretAccessKey).toBe(SECRET);
    expect(config.unknown).toEqual([]);
  });

  it('given twice are a problem', () => {
    const [problem = ''] = problemsOf({
      ...GATEWAY_KEY,
      ...set({ GATEWAY_SECRET_ACCESS_KEY_FILE: file('again', SECRET) }),
    });
    expect(problem).toContain('both set');
  });

  it('whose file is gone are a problem that names the setting', () => {
    const [problem = ''] = problemsOf(set({ DATABASE_URL_FILE: join(folder, 'gone') }));
    expect(problem).toBe('GST_INTAKE_DATABASE_URL_FILE cannot be read (ENOENT).');
  });

  it('stand in no message, however wrong they are', () => {
    const canary = 'canary5ecret';
    const messages = [
      set({ DATABASE_URL: `mysql://root:${canary}@db/gst` }),
      set({ DATABASE_URL: canary }),
      set({ GATEWAY_ACCESS_KEY_ID: 'GSTI0123456789', GATEWAY_SECRET_ACCESS_KEY: canary }),
      set({ GATEWAY_SECRET_ACCESS_KEY_FILE: file('short', canary) }),
      set({ PUBLIC_URL: `https://gst:${canary}@gst.example.in` }),
      set({ UPLOAD_CORS_ORIGINS: `https://gst:${canary}@erp.example` }),
    ].map((environment) => problemsOf(environment).join('\n'));
    for (const message of messages) {
      expect(message).not.toBe('');
      expect(message).not.toContain(canary);
    }
  });

  it('may be a token in a file, for client commands', () => {
    expect(loadClientConfig(set({ TOKEN_FILE: file('token', 'gst_tok_abc\n') })).token).toBe('gst_tok_abc');
    expect(() => loadClientConfig(set({ TOKEN_FILE: join(folder, 'gone') }))).toThrow('ENOENT');
  });
});

describe('PUBLIC_URL', () => {
  it.each([
    ['https://gst.example.in', 'https://gst.example.in', ''],
    ['https://GST.example.in:443/', 'https://gst.example.in', ''],
    ['http://10.0.0.7:8080', 'http://10.0.0.7:8080', ''],
    ['http://[::1]:8080', 'http://[::1]:8080', ''],
    ['https://erp.example/tax/gst/', 'https://erp.example', '/tax/gst'],
  ])('%s', (value, origin, pathPrefix) => {
    expect(loadConfig(set({ PUBLIC_URL: value })).publicUrl).toEqual({ origin, pathPrefix });
  });

  it.each([
    'gst.example.in',
    'https://gst.example.in/?a=b',
    'https://gst.example.in/#top',
    'https://gst.example.in/a%20b',
    'https://gst.example.in/a//b',
    '/gst',
  ])('refuses %s', (value) => {
    expect(problemsOf(set({ PUBLIC_URL: value }))).toHaveLength(1);
  });
});

describe('sizes', () => {
  it.each([
    ['0', 0],
    ['1000', 1000],
    ['64KiB', 65_536],
    ['5 MiB', 5 * 1024 ** 2],
    ['2GiB', 2 * 1024 ** 3],
    ['1TiB', 1024 ** 4],
  ])('%s', (value, bytes) => {
    expect(loadConfig(set({ DISK_RESERVE_BYTES: value })).diskReserveBytes).toBe(bytes);
  });

  it('of an upload allow one byte at least', () => {
    expect(loadConfig(set({ MAX_UPLOAD_BYTES: '1' })).maxUploadBytes).toBe(1);
    expect(problemsOf(set({ MAX_UPLOAD_BYTES: '0' }))).toEqual([
      "GST_INTAKE_MAX_UPLOAD_BYTES is '0': at least 1 is wanted.",
    ]);
  });

  it.each(['', ' ', '-1', '1.5GiB', '1gib', '1MB', 'GiB', '99999999999999999999', '9000000000TiB'])(
    'refuses %j or takes the default for nothing',
    (value) => {
      const problems = problemsOf(set({ DISK_RESERVE_BYTES: value }));
      expect(problems).toHaveLength(value === '' ? 0 : 1);
    },
  );
});

describe('HOST', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost', 'gst-1.example.in', 'GST'])(
    'takes %s',
    (host) => {
      expect(loadConfig(set({ HOST: host })).host).toBe(host);
    },
  );

  it.each([
    'not a host',
    '[::1]',
    '127.0.0.1:8080',
    'http://localhost',
    '127.0.0.256',
    '127.0.0',
    '-a.example',
    'a..b',
    `${'a'.repeat(64)}.in`,
  ])('refuses %s', (host) => {
    expect(problemsOf(set({ HOST: host }))).toEqual([
      expect.stringContaining('an IP address or a host name'),
    ]);
  });
});

describe('TRUSTED_PROXIES', () => {
  const { isTrustedProxy } = loadConfig(
    set({ TRUSTED_PROXIES: '127.0.0.1, 10.1.0.0/16 ,fd00::/8,2001:db8::7' }),
  );

  it.each(['127.0.0.1', '10.1.255.255', '::ffff:10.1.0.1', 'fd12::1', '2001:db8::7'])(
    'covers %s',
    (address) => {
      expect(isTrustedProxy(address)).toBe(true);
    },
  );

  it.each(['127.0.0.2', '10.2.0.0', '::ffff:10.2.0.1', 'fe80::1', '2001:db8::8', '', 'proxy'])(
    'does not cover %j',
    (address) => {
      expect(isTrustedProxy(address)).toBe(false);
    },
  );

  it.each(['proxy.example', '10.0.0.0/33', '::1/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0'])(
    'refuses %s',
    (value) => {
      expect(problemsOf(set({ TRUSTED_PROXIES: value }))).toHaveLength(1);
    },
  );
});

describe('UPLOAD_CORS_ORIGINS', () => {
  it('is a list of origins', () => {
    const value = 'https://erp.example, http://localhost:3000';
    expect(loadConfig(set({ UPLOAD_CORS_ORIGINS: value })).uploadCorsOrigins).toEqual([
      'https://erp.example',
      'http://localhost:3000',
    ]);
  });

  it.each(['*', 'erp.example', 'https://erp.example/app', 'https://ERP.example', 'https://erp.example:443'])(
    'refuses %s',
    (value) => {
      expect(problemsOf(set({ UPLOAD_CORS_ORIGINS: value }))).toHaveLength(1);
    },
  );

  it('refuses uploads larger than S3 copies by one call, where they go straight to the bucket', () => {
    const env = {
      GST_INTAKE_S3_BUCKET: 'uploads',
      GST_INTAKE_S3_DIRECT: 'true',
      GST_INTAKE_MAX_UPLOAD_BYTES: '5GiB',
    };
    expect(loadConfig(env).s3).toMatchObject({ direct: true });
    expect(() => loadConfig({ ...env, GST_INTAKE_MAX_UPLOAD_BYTES: '5368709121' })).toThrow('5 GiB');
    const gateway = { ...env, GST_INTAKE_S3_DIRECT: 'false', GST_INTAKE_MAX_UPLOAD_BYTES: '6GiB' };
    expect(loadConfig(gateway).maxUploadBytes).toBe(6 * 1024 ** 3);
  });
});
