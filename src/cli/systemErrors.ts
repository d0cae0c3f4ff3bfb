/** What the system refused, in words that say what to do; undefined where there are no better ones than its own. */
export function systemErrorInWords(error: NodeJS.ErrnoException): string | undefined {
  const { code = '', syscall } = error;
  const { port, address, hostname } = error as { port?: number; address?: string; hostname?: string };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `The host name ${hostname ?? ''} cannot be resolved (${code}). Check its spelling and the network.`;
  }
  if (syscall === 'listen') return LISTEN[code]?.(`${address ?? ''}`, `${port ?? ''}`);
  const words = FILES[code];
  return words === undefined ? undefined : `${error.path ?? 'A file'} ${words} (${code}).`;
}

type Words = (address: string, port: string) => string;

const LISTEN: Readonly<Record<string, Words>> = {
  EADDRINUSE: (_address, port) =>
    `Port ${port} is taken by another program, perhaps by gst-intake itself. Stop that one, or use --port (GST_INTAKE_PORT) to choose another.`,
  EACCES: (_address, port) =>
    `Port ${port} may not be opened by this user. Use --port (GST_INTAKE_PORT) to choose one from 1024 on.`,
  EADDRNOTAVAIL: (address) =>
    `This machine has no address ${address}. Use --host (GST_INTAKE_HOST) to choose one that it has, or 0.0.0.0 for all.`,
};

const FILES: Readonly<Record<string, string>> = {
  EACCES: 'may not be used by this user: check who owns it and its folder, and their permissions',
  EPERM: 'may not be changed by this user: check who owns it and its folder, and their permissions',
  ENOENT: 'is not there, or a folder above it is missing: check the path',
  ENOTDIR: 'cannot be used: something above it in the path is a file, not a folder. Check the path',
  EISDIR: 'is a folder, where a file is wanted. Check the path',
  EEXIST: 'is there already. Choose another name, or move it away',
  EROFS: 'cannot be written: its disk is mounted read-only',
  ENOSPC: 'cannot be written: the disk is full. Make room on it',
  EDQUOT: "cannot be written: this user's share of the disk is used up. Make room on it",
  EMFILE: 'cannot be opened: this process has too many files open. Raise its limit (ulimit -n)',
  EIO: 'cannot be read or written: the disk reports an error. Check the disk',
};
