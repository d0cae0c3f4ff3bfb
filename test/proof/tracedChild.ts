import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process and its threads under the eye of strace, from when `watchCalls` resolves. */
export interface WatchedCalls {
  /** Every connection that was tried and every path that was opened since. */
  stop(): Promise<{ readonly connections: readonly string[]; readonly opened: readonly string[] }>;
}

const OPENED = /\bopen(?:at|at2)?\((?:AT_FDCWD, )?"([^"]*)"/;

export async function watchCalls(pid: number): Promise<WatchedCalls> {
  const tracer = spawn(
    'strace',
    ['-f', '-e', 'trace=connect,open,openat,openat2,execve', '-s', '200', '-p', String(pid)],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let text = '';
  const attached = new Promise<void>((resolve, reject) => {
    tracer.stderr.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (/attached/.test(text)) resolve();
    });
    tracer.once('exit', () => reject(new Error(`strace watches nobody: ${text}`)));
    tracer.once('error', reject);
  });
  await attached;
  return {
    async stop() {
      if (tracer.exitCode === null) {
        tracer.kill('SIGINT');
        await once(tracer, 'exit');
      }
      const lines = text.split('\n');
      return {
        connections: lines.filter((line) => /\b(?:connect|execve)\(/.test(line)),
        opened: lines.flatMap((line) => OPENED.exec(line)?.[1] ?? []),
      };
    },
  };
}
