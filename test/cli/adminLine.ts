import { expect } from 'vitest';
import { type Ended, run } from './commandLine.ts';

/** `gst-intake admin …` on one data directory: what people see, and what programs get. */
export function admin(dataDir: string, environment: Readonly<Record<string, string>> = {}) {
  const call = (line: string): Promise<Ended> =>
    run(['admin', ...words(line), '--data-dir', dataDir], { TZ: 'America/New_York', ...environment });
  async function printed(line: string): Promise<string> {
    const { code, stdout, stderr } = await call(line);
    expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
    return stdout;
  }
  return {
    call,
    /** What people see when it goes well, with nothing on stderr. */
    printed,
    /** The one value that `--json` prints, alone on its line. */
    async json(line: string): Promise<Record<string, unknown>> {
      const stdout = await printed(`${line} --json`);
      expect(stdout.trimEnd().split('\n')).toHaveLength(1);
      return JSON.parse(stdout);
    },
    /** The values that `--json` prints for a list, one a line. */
    async ndjson(line: string): Promise<Record<string, unknown>[]> {
      const stdout = await printed(`${line} --json`);
      return stdout
        .split('\n')
        .slice(0, -1)
        .map((each) => JSON.parse(each));
    },
  };
}

/** A command line as words; what stands in double quotes is one. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}
