import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TelemetryConfig, telemetryConfig } from './configTelemetry.ts';
import {
  type LogLevel,
  MIB,
  type PublicUrl,
  parseAccessKeyId,
  parseBucketName,
  parseBytes,
  parseDatabaseUrl,
  parseEndpoint,
  parseHost,
  parseInteger,
  parseLogLevel,
  parseNamePart,
  parseOrigins,
  parsePublicUrl,
  parseSecretAccessKey,
  parseTimeZone,
  parseToken,
  parseTrustedProxies,
  parseYesOrNo,
} from './configValues.ts';
import { AppError } from './errors.ts';

/** Every setting, parsed and frozen. Sizes in bytes, times in the unit of the name. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** The only source of what signed URLs lead to; null = `http://HOST:PORT` as bound. */
  readonly publicUrl: PublicUrl | null;
  readonly isTrustedProxy: (address: string) => boolean;
  readonly timeZone: string;
  /** `postgres://…`, or null for SQLite in the data directory. Holds a password: never log it. */
  readonly databaseUrl: string | null;
  readonly gateway: {
    /** null = made at the first start and kept in the data directory. */
    readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
    readonly region: string;
    readonly bucket: string;
  };
  /** Files in a bucket instead of the data directory; null = on disk. */
  readonly s3: S3Config | null;
  readonly maxUploadBytes: number;
  readonly minUploadBytesPerSecond: number;
  readonly diskReserveBytes: number;
  readonly retentionDays: number;
  readonly uploadCorsOrigins: readonly string[];
  /** Files that one worker process judges at once. */
  readonly workers: number;
  readonly logLevel: LogLevel;
  /** The operator's own rule tables; null = `rules.json` in the data directory, where there is one. */
  readonly rulesFile: string | null;
  /** OpenTelemetry, by the standard `OTEL_*` settings. */
  readonly telemetry: TelemetryConfig;
  /** Of `serve --emulate`: the token of its first start instead of a random one. */
  readonly emulatorToken: string | null;
  /** Names of settings that this version does not know. */
  readonly unknown: readonly string[];
}

/** A bucket of Amazon S3 or of a server that speaks like it. */
export interface S3Config {
  readonly bucket: string;
  readonly region: string;
  /** Where we call it, without a slash at the end; null = Amazon's own for the region. */
  readonly endpoint: string | null;
  /** Where clients of direct URLs reach it; null = `endpoint`. */
  readonly publicEndpoint: string | null;
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. */
  readonly forcePathStyle: boolean;
  /** Upload URLs lead straight to the bucket instead of to our gateway. */
  readonly direct: boolean;
  /** null = the default chain of the AWS SDK. */
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  } | null;
}

/** What client commands need: where the server is and who asks. */
export interface ClientConfig {
  readonly baseUrl: string | undefined;
  readonly token: string | undefined;
  readonly profileFile: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Flags that win over the environment. */
export interface ConfigFlags {
  readonly port?: string;
  readonly host?: string;
  readonly dataDir?: string;
}

const PREFIX = 'GST_INTAKE_';
/** Of PutObject and CopyObject (Amazon S3 User Guide, "Uploading objects", "Copying objects"). */
const LARGEST_COPY_BYTES = 5 * 1024 * MIB;
const SECRETS: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'EMULATOR_TOKEN',
  'GATEWAY_SECRET_ACCESS_KEY',
  'S3_SECRET_ACCESS_KEY',
  'S3_SESSION_TOKEN',
  'TOKEN',
]);
const S3_SETTINGS = [
  'S3_REGION',
  'S3_ENDPOINT',
  'S3_PUBLIC_ENDPOINT',
  'S3_FORCE_PATH_STYLE',
  'S3_DIRECT',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'S3_SESSION_TOKEN',
];
const CLIENT_SETTINGS = ['BASE_URL', 'TOKEN', 'PROFILE_FILE'];

/** @throws AppError settings_invalid with every problem in its message, one a line */
export function loadConfig(environment: Environment, flags: ConfigFlags = {}): Config {
  const settings = readSettings(environment, flags);
  const { problems, parsed } = settings;

  const databaseUrl = parsed<string | null>('DATABASE_URL', null, parseDatabaseUrl);
  const accessKeyId = parsed<string | null>('GATEWAY_ACCESS_KEY_ID', null, parseAccessKeyId);
  const secretAccessKey = parsed<string | null>('GATEWAY_SECRET_ACCESS_KEY', null, parseSecretAccessKey);
  if ((accessKeyId === null) !== (secretAccessKey === null)) {
    problems.push(
      `${PREFIX}GATEWAY_ACCESS_KEY_ID and ${PREFIX}GATEWAY_SECRET_ACCESS_KEY go together: give both or neither.`,
    );
  } else if (databaseUrl !== null && accessKeyId === null) {
    problems.push(
      `${PREFIX}DATABASE_URL is set, so several servers may share it and must sign alike: give ` +
        `${PREFIX}GATEWAY_ACCESS_KEY_ID and ${PREFIX}GATEWAY_SECRET_ACCESS_KEY, the same on each.`,
    );
  }
  const config: Config = {
    port: parsed('PORT', 8080, (value) => parseInteger(value, { min: 0, max: 65_535 })),
    host: parsed('HOST', '127.0.0.1', parseHost),
    dataDir: resolve(parsed('DATA_DIR', './data', (value) => value)),
    publicUrl: parsed<PublicUrl | null>('PUBLIC_URL', null, parsePublicUrl),
    isTrustedProxy: parsed('TRUSTED_PROXIES', () => false, parseTrustedProxies),
    timeZone: parsed('TIME_ZONE', 'Asia/Kolkata', parseTimeZone),
    databaseUrl,
    gateway: {
      key: accessKeyId === null || secretAccessKey === null ? null : { accessKeyId, secretAccessKey },
      region: parsed('GATEWAY_REGION', 'ap-south-1', parseNamePart),
      bucket: parsed('GATEWAY_BUCKET', 'gst-intake', parseNamePart),
    },
    s3: s3Config(settings),
    maxUploadBytes: parsed('MAX_UPLOAD_BYTES', 2048 * MIB, (value) => parseBytes(value, { min: 1 })),
    minUploadBytesPerSecond: parsed('MIN_UPLOAD_BYTES_PER_SECOND', 10_000, parseBytes),
    diskReserveBytes: parsed('DISK_RESERVE_BYTES', 256 * MIB, parseBytes),
    retentionDays: parsed('RETENTION_DAYS', 30, (value) => parseInteger(value, { min: 1, max: 36_500 })),
    uploadCorsOrigins: parsed('UPLOAD_CORS_ORIGINS', [], parseOrigins),
    workers: parsed('WORKERS', 1, (value) => parseInteger(value, { min: 1, max: 64 })),
    logLevel: parsed('LOG_LEVEL', 'info', parseLogLevel),
    rulesFile: parsed<string | null>('RULES_FILE', null, (value) => resolve(value)),
    telemetry: telemetryConfig(environment),
    emulatorToken: parsed<string | null>('EMULATOR_TOKEN', null, parseToken),
    unknown: settings.unknownNames(),
  };
  if (config.s3?.direct === true && config.maxUploadBytes > LARGEST_COPY_BYTES) {
    problems.push(
      `${PREFIX}MAX_UPLOAD_BYTES is more than the 5 GiB that S3 takes by one URL or copies by one call, and ` +
        `${PREFIX}S3_DIRECT needs both: lower the one or unset the other.`,
    );
  }
  if (problems.length > 0) {
    throw new AppError(
      'settings_invalid',
      `These settings need mending:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
  return Object.freeze(config);
}

/** Every setting of S3 is looked at, so that one without a bucket is a problem and not passed over. */
function s3Config({ problems, parsed, text }: ReturnType<typeof readSettings>): S3Config | null {
  const bucket = parsed<string | null>('S3_BUCKET', null, parseBucketName);
  const accessKeyId = text('S3_ACCESS_KEY_ID') ?? null;
  const secretAccessKey = text('S3_SECRET_ACCESS_KEY') ?? null;
  const sessionToken = text('S3_SESSION_TOKEN');
  const given = {
    region: parsed('S3_REGION', 'ap-south-1', parseNamePart),
    endpoint: parsed<string | null>('S3_ENDPOINT', null, parseEndpoint),
    publicEndpoint: parsed<string | null>('S3_PUBLIC_ENDPOINT', null, parseEndpoint),
    forcePathStyle: parsed('S3_FORCE_PATH_STYLE', false, parseYesOrNo),
    direct: parsed('S3_DIRECT', false, parseYesOrNo),
  };
  if ((accessKeyId === null) !== (secretAccessKey === null)) {
    problems.push(
      `${PREFIX}S3_ACCESS_KEY_ID and ${PREFIX}S3_SECRET_ACCESS_KEY go together: give both, or neither for the ` +
        'default chain of the AWS SDK.',
    );
  } else if (sessionToken !== undefined && accessKeyId === null) {
    problems.push(`${PREFIX}S3_SESSION_TOKEN belongs to a key: give ${PREFIX}S3_ACCESS_KEY_ID too.`);
  }
  if (bucket === null) {
    if (text('S3_BUCKET') !== undefined) return null;
    for (const name of S3_SETTINGS.filter((each) => text(each) !== undefined)) {
      problems.push(`${PREFIX}${name} is set but ${PREFIX}S3_BUCKET is not: name the bucket, or unset it.`);
    }
    return null;
  }
  const credentials =
    accessKeyId === null || secretAccessKey === null
      ? null
      : { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  return { bucket, ...given, credentials };
}

/** @throws AppError settings_invalid when a `_FILE` variant cannot be read */
export function loadClientConfig(environment: Environment): ClientConfig {
  const { problems, text } = readSettings(environment, {});
  const client = {
    baseUrl: text('BASE_URL'),
    token: text('TOKEN'),
    profileFile:
      text('PROFILE_FILE') ??
      join(environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'gst-intake', 'profile.json'),
  };
  if (problems.length > 0) throw new AppError('settings_invalid', problems.join('\n'));
  return client;
}

/** Raw texts by short name, with problems gathered instead of thrown. */
function readSettings(environment: Environment, flags: ConfigFlags) {
  const problems: string[] = [];
  const asked = new Set<string>(CLIENT_SETTINGS);
  const fromFlags: Readonly<Record<string, string | undefined>> = {
    PORT: flags.port,
    HOST: flags.host,
    DATA_DIR: flags.dataDir,
  };

  function text(name: string): string | undefined {
    asked.add(name);
    const direct = fromFlags[name] ?? environment[PREFIX + name];
    const file = SECRETS.has(name) ? environment[`${PREFIX}${name}_FILE`] : undefined;
    if (file === undefined || file === '') return direct === '' ? undefined : direct;
    if (direct !== undefined && direct !== '') {
      problems.push(`${PREFIX}${name} and ${PREFIX}${name}_FILE are both set: keep one.`);
      return direct;
    }
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      problems.push(
        `${PREFIX}${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}).`,
      );
      return undefined;
    }
  }

  function parsed<T>(name: string, fallback: T, parse: (value: string) => T): T {
    const value = text(name);
    if (value === undefined) return fallback;
    try {
      return parse(value);
    } catch (error) {
      const shown = SECRETS.has(name) || value.includes('@') ? '' : ` is '${value}'`;
      problems.push(`${PREFIX}${name}${shown}: ${error instanceof Error ? error.message : String(error)}.`);
      return fallback;
    }
  }

  return {
    problems,
    text,
    parsed,
    unknownNames: () =>
      Object.keys(environment)
        .filter((name) => name.startsWith(PREFIX) && !name.startsWith(`${PREFIX}TEST_`))
        .filter((name) => {
          const short = name.slice(PREFIX.length);
          return (
            !asked.has(short) && !(short.endsWith('_FILE') && SECRETS.has(short.slice(0, -'_FILE'.length)))
          );
        }),
  };
}
