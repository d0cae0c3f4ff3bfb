import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type FileSystem = 'ext4' | 'xfs' | 'tmpfs';

/** A file system of its own that may be filled, made read-only and cut off; needs root. */
export interface ScratchDisk {
  readonly path: string;
  /** Arms the cut; the returned function makes it, at once: what is not on the disk yet never will be. */
  armPowerCut(): Promise<() => Promise<void>>;
  remount(option: string): void;
  /** Mounts it in another place too. */
  bindTo(path: string): void;
  unmount(): void;
  mount(): void;
  remove(): void;
}

/** FS_IOC_SHUTDOWN with FS_SHUTDOWN_FLAGS_NOLOGFLUSH: the journal too stays as the disk last had it. */
const CUT =
  'sysopen(D, $ARGV[0], 0) or die "open: $!"; $|=1; print "armed\\n"; my $flag = pack("L", 2); <STDIN>; ioctl(D, 0x8004587d, $flag) or die "ioctl: $!"; print "cut\\n";';

/** Why scratch disks can't be had here, or undefined when they can. */
export function whyNoScratchDisk(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may mount';
  try {
    openScratchDisk('tmpfs', 1).remove();
    return undefined;
  } catch (error) {
    return `mounting fails: ${error instanceof Error ? error.message : error}`;
  }
}

export function hasProgram(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

export function openScratchDisk(type: FileSystem, mebibytes: number): ScratchDisk {
  const folder = mkdtempSync(join(tmpdir(), 'gst-intake-disk-'));
  const [image, path] = [join(folder, 'image'), join(folder, 'mounted')];
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  run('mkdir', path);
  if (type !== 'tmpfs') {
    run('truncate', '-s', `${mebibytes}M`, image);
    // Without ext4's reserve for root, who fills the disk here.
    run(`mkfs.${type}`, '-q', ...(type === 'ext4' ? ['-m', '0'] : []), image);
  }
  const mount = () =>
    type === 'tmpfs'
      ? run('mount', '-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path)
      : run('mount', '-o', 'loop', image, path);
  mount();
  const places = [path];
  return {
    path,
    mount,
    bindTo(place) {
      run('mkdir', '-m', '700', place);
      run('mount', '--bind', path, place);
      places.unshift(place);
    },
    unmount: () => run('umount', path),
    remount: (option) => run('mount', '-o', `remount,${option}`, path),
    async armPowerCut() {
      const cutter = spawn('perl', ['-e', CUT, path], { stdio: ['pipe', 'pipe', 'inherit'] });
      const said = (word: string) =>
        new Promise<void>((resolve, reject) => {
          cutter.stdout.on('data', (text: Buffer) => text.includes(word) && resolve());
          cutter.once('exit', () => reject(new Error(`the power cut was never ${word}`)));
        });
      await said('armed');
      return async () => {
        const cut = said('cut');
        const ended = new Promise((resolve) => cutter.once('close', resolve));
        cutter.stdin.end('\n');
        await cut;
        await ended;
      };
    },
    remove() {
      for (const place of places) spawnSync('umount', ['-l', place]);
      rmSync(folder, { recursive: true });
    },
  };
}
