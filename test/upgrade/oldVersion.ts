import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../pages.ts';

/** The last commit whose database has version 7. */
export const OLD_COMMIT = 'e78d77b';

/** How to run the program of that commit. */
export type OldInstallations = typeof import('../acceptance/installation.ts');

/** A checkout of it, with our packages. @throws where this repository does not have the commit */
export async function oldInstallations(): Promise<OldInstallations> {
  const folder = mkdtempSync(join(tmpdir(), 'gst-intake-old-'));
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync('git', ['archive', OLD_COMMIT], { cwd: ROOT, maxBuffer: 1024 * 1024 * 1024 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return (await import(join(folder, 'test/acceptance/installation.ts'))) as OldInstallations;
}
