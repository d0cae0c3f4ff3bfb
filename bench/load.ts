import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import autocannon from 'autocannon';

const run = promisify(execFile);

/** What one load run measured: closed loop, keep-alive connections. */
export interface LoadResult {
  readonly tool: string;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly errors: number;
}

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

/** wrk (Debian package `wrk`) where it is installed, because it leaves more of the machine to the server; else autocannon. */
export async function load(options: Load): Promise<LoadResult> {
  const version = await run('wrk', ['--version']).then(
    ({ stdout }) => stdout,
    (error: { code?: unknown; stdout?: string }) =>
      error.code === 'ENOENT' ? undefined : (error.stdout ?? ''),
  );
  return version === undefined
    ? byAutocannon(options)
    : byWrk(options, /wrk \S+/.exec(version)?.[0] ?? 'wrk');
}

async function byWrk({ url, headers, connections, seconds }: Load, tool: string): Promise<LoadResult> {
  const headerFlags = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const flags = ['--latency', '-t', '1', '-c', String(connections), '-d', `${seconds}s`, ...headerFlags, url];
  const { stdout } = await run('taskset', ['-c', '1', 'wrk', ...flags]);
  const latency = (percentile: string): number => {
    const [, value = '0', unit = 'ms'] =
      new RegExp(`${percentile}%\\s+([\\d.]+)(us|ms|s)`).exec(stdout) ?? [];
    return Number(value) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? 1);
  };
  const socketErrors =
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout) ?? [];
  return {
    tool,
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1] ?? 0),
    p50Ms: latency('50'),
    p99Ms: latency('99'),
    errors:
      Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0) +
      socketErrors.slice(1).reduce((sum, count) => sum + Number(count), 0),
  };
}

async function byAutocannon({ url, headers, connections, seconds }: Load): Promise<LoadResult> {
  const result = await autocannon({ url, headers, connections, duration: seconds });
  return {
    tool: 'autocannon 9.0.0',
    requestsPerSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: result.errors + result.non2xx,
  };
}
