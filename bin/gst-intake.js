#!/usr/bin/env -S node --max-semi-space-size=8
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
if (Number(process.versions.node.split('.')[0]) < NEEDED_MAJOR) {
  process.stderr.write(
    `gst-intake needs Node.js ${NEEDED_MAJOR} or newer; this is ${process.version}. ` +
      'From a checkout, "npm start" and "npx gst-intake" bring the right one along.\n',
  );
  process.exit(1);
}
// Older versions lack it: asked for above, it would keep them from saying so.
const { enableCompileCache } = await import('node:module');
// A third of the start and 25 MB of memory are compiling; where the folder can't be written nothing is lost.
enableCompileCache(fileURLToPath(new URL('../.cache/compile', import.meta.url)));
const fromSource = new URL('../src/main.ts', import.meta.url);
const { main } = await import(
  existsSync(fromSource) ? fromSource.href : new URL('../dist/main.js', import.meta.url).href
);
await main();
