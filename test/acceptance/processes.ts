import { readdir, readFile } from 'node:fs/promises';

/** The direct children of a process whose command line holds `word`, by `/proc`. */
export async function childrenOf(parent: number, word: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [status = '', command = ''] = await Promise.all(
      ['status', 'cmdline'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
    );
    // A process that has ended and was not waited for has no command line.
    if (status.includes(`\nPPid:\t${parent}\n`) && command.includes(word)) found.push(Number(name));
  }
  return found;
}

/** Whether there is such a process, ended ones that nobody waited for not counted. */
export async function isAlive(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')) !== '';
}
