import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const BIN = new URL('../../bin/gst-intake.js', import.meta.url);

it('can be begun by any version of Node.js that has modules, which then says what is needed', () => {
  const source = readFileSync(BIN, 'utf8');
  const imports = [...source.matchAll(/^import .*$/gm)].map(([line]) => line);
  expect(imports).toEqual([
    "import { existsSync } from 'node:fs';",
    "import { fileURLToPath } from 'node:url';",
  ]);
  expect(source.indexOf('needs Node.js')).toBeLessThan(source.indexOf("import('node:module')"));
});
