import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the console into `dist/console`; with `--if-needed` only where what it is made of is younger, or it is not there. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUILT = `${ROOT}dist/console/index.html`;
const SOURCES = ['src/console', 'src/client', 'src/gst', 'vite.config.ts', 'package.json'];

function newest(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(`${path}/${name}`)));
}

function isFresh(): boolean {
  if (!existsSync(BUILT)) return false;
  const builtAt = statSync(BUILT).mtimeMs;
  return SOURCES.every((source) => newest(ROOT + source) <= builtAt);
}

if (!process.argv.includes('--if-needed') || !isFresh()) {
  await build({ configFile: `${ROOT}vite.config.ts`, logLevel: 'warn' });
}
