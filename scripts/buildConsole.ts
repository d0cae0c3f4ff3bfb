import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Builds the console into `dist/console`, each file compressed beside it; with `--if-needed` only where what it is made of is younger, or it is not there. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUILT = `${ROOT}dist/console/index.html`;
const ASSETS = `${ROOT}dist/console/assets`;
const COMPRESSIBLE = /\.(?:css|js|json|svg|txt)$/;
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

/** Lays the file down once more, as browsers take it: what is no smaller so is left out. */
async function compress(path: string): Promise<void> {
  const bytes = await readFile(path);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(bytes, { params }),
    promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  if (brotli.length < bytes.length) await writeFile(`${path}.br`, brotli);
  if (gzipped.length < bytes.length) await writeFile(`${path}.gz`, gzipped);
}

if (!process.argv.includes('--if-needed') || !isFresh()) {
  // Where all is fresh, an installation without its tools for development shall start too.
  const { build } = await import('vite');
  // Any other, as tests set one, would bring React's build for development.
  process.env['NODE_ENV'] = 'production';
  await build({ configFile: `${ROOT}vite.config.ts`, logLevel: 'warn' });
  const files = readdirSync(ASSETS).filter((name) => COMPRESSIBLE.test(name));
  await Promise.all(files.map((name) => compress(`${ASSETS}/${name}`)));
}
