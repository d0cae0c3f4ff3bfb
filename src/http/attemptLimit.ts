import { isIPv6 } from 'node:net';

/** Counts the attempts of each client that failed, over a window that begins with its first. */
export interface AttemptLimit {
  /** Counts one more. @returns seconds to wait where it is one too many; it is not counted then */
  failed(address: string): number | undefined;
}

interface Window {
  readonly startedAt: number;
  count: number;
}

/**
 * @param options.maxClients more are not remembered: the one that began longest ago is forgotten
 * @param options.now milliseconds of a clock that never runs backwards
 */
export function createAttemptLimit(options: {
  readonly max: number;
  readonly windowMs: number;
  readonly maxClients: number;
  readonly now: () => number;
}): AttemptLimit {
  const { max, windowMs, maxClients, now } = options;
  const windows = new Map<string, Window>();

  return {
    failed(address) {
      const client = clientOf(address);
      const at = now();
      const window = windows.get(client);
      if (window !== undefined && at < window.startedAt + windowMs) {
        if (window.count >= max) return Math.max(1, Math.ceil((window.startedAt + windowMs - at) / 1000));
        window.count += 1;
        return undefined;
      }
      windows.delete(client);
      windows.set(client, { startedAt: at, count: 1 });
      const [oldest] = windows.keys();
      if (windows.size > maxClients && oldest !== undefined) windows.delete(oldest);
      return undefined;
    },
  };
}

/** Whoever has one IPv6 address has the 2^64 beside it. */
function clientOf(address: string): string {
  if (!isIPv6(address)) return address;
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length);
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const missing =
    tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter((each) => each !== '').length;
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...(tail?.split(':') ?? [])];
  return all.slice(0, 4).join(':');
}
