import { BlockList, isIP } from 'node:net';

/** Parsers of single settings: each throws an Error that says what is wanted, without the value. */

export const MIB = 1024 * 1024;
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  KiB: 1024,
  MiB: MIB,
  GiB: 1024 * MIB,
  TiB: MIB * MIB,
};

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface PublicUrl {
  /** `https://host[:port]`, default ports dropped. */
  readonly origin: string;
  /** Without a slash at the end; empty when there is none. */
  readonly pathPrefix: string;
}

export function parseInteger(value: string, { min, max }: { min: number; max: number }): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max)
    throw new Error(`a whole number from ${min} to ${max} is wanted`);
  return number;
}

export function parseBytes(value: string, { min = 0 }: { min?: number } = {}): number {
  const [, digits = '', unit = ''] = /^(\d+)\s?([KMGT]iB)?$/.exec(value) ?? [];
  const bytes = Number(digits) * (UNITS[unit] ?? 1);
  if (digits === '' || !Number.isSafeInteger(bytes))
    throw new Error('a number of bytes is wanted, as in 2147483648 or 2GiB');
  if (bytes < min) throw new Error(`at least ${min} is wanted`);
  return bytes;
}

/** Labels of letters, digits and hyphens, the last not of digits alone: that would be a misspelt IP address. */
const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

export function parseHost(value: string): string {
  if (isIP(value) === 0 && !HOST_NAME.test(value))
    throw new Error('an IP address or a host name is wanted, as in 127.0.0.1, ::1 or localhost');
  return value;
}

export function parsePublicUrl(value: string): PublicUrl {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new Error('an http:// or https:// URL is wanted');
  if (url.username !== '' || url.password !== '') throw new Error('it must not hold a user name or password');
  if (url.search !== '' || url.hash !== '') throw new Error('it must not hold a query or a fragment');
  const pathPrefix = url.pathname.replace(/\/+$/, '');
  if (!/^(\/[\w.~-]+)*$/.test(pathPrefix))
    throw new Error('its path may hold letters, digits and - . _ ~ only');
  return { origin: url.origin, pathPrefix };
}

export function parseTrustedProxies(value: string): (address: string) => boolean {
  const list = new BlockList();
  for (const [place, entry] of commaParts(value).entries()) {
    const [address = '', bits, ...more] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0 || more.length > 0)
      throw new Error(`entry ${place + 1} is not an IP address or CIDR range, as in 10.0.0.0/8`);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, parseInteger(bits, { min: 0, max: family === 'ipv6' ? 128 : 32 }), family);
  }
  return (address) => {
    const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
    return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}

export function parseTimeZone(value: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value;
  } catch {
    throw new Error('an IANA time zone is wanted, as in Asia/Kolkata');
  }
}

export function parseDatabaseUrl(value: string): string {
  // Several hosts, as libpq takes them, are no URL to Node: of those the first stands for all here.
  const oneHost = value.replace(/^(\w+:\/\/(?:[^/?#]*@)?[^/?#,]*),[^/?#]*/, '$1');
  const url = URL.canParse(oneHost) ? new URL(oneHost) : undefined;
  if (url === undefined || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new Error('a URL like postgres://user:password@host:5432/database is wanted');
  }
  return value;
}

export function parseAccessKeyId(value: string): string {
  if (!/^\w{4,128}$/.test(value)) throw new Error('4 to 128 letters, digits or _ are wanted');
  return value;
}

export function parseSecretAccessKey(value: string): string {
  if (value.length < 32) throw new Error('at least 32 characters are wanted');
  return value;
}

export function parseNamePart(value: string): string {
  if (!/^[a-z0-9][a-z0-9.-]{1,62}$/.test(value))
    throw new Error('2 to 63 lower-case letters, digits, dots or hyphens are wanted');
  return value;
}

/** As Amazon S3 has them, and older buckets of other servers with an underscore. */
export function parseBucketName(value: string): string {
  if (!/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(value))
    throw new Error('the name of a bucket is wanted: 3 to 63 lower-case letters, digits, dots or hyphens');
  return value;
}

/** Scheme, host and port of an S3 server, without a path. */
export function parseEndpoint(value: string): string {
  const { origin, pathPrefix } = parsePublicUrl(value);
  if (pathPrefix !== '') throw new Error('an endpoint has no path: the bucket has a setting of its own');
  return origin;
}

/** The shape alone: who uses it checks the rest. */
export function parseToken(value: string): string {
  if (!/^gst_tok_[\w-]{49}$/.test(value))
    throw new Error('a token is gst_tok_ and 49 letters, digits, - or _');
  return value;
}

export function parseYesOrNo(value: string): boolean {
  if (value !== 'true' && value !== 'false') throw new Error('true or false is wanted');
  return value === 'true';
}

export function parseOrigins(value: string): string[] {
  const origins = commaParts(value);
  for (const [place, origin] of origins.entries()) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new Error(
        `entry ${place + 1} is not an origin; write scheme and host alone, as in https://app.example.com`,
      );
    }
  }
  return origins;
}

export function parseLogLevel(value: string): LogLevel {
  const level = LOG_LEVELS.find((name) => name === value);
  if (level === undefined) throw new Error(`one of ${LOG_LEVELS.join(', ')} is wanted`);
  return level;
}

function commaParts(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
