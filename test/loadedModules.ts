import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes down each module that a process and its children load, where they are started with `env`. */
export function watchModules(folder: string): {
  readonly env: { readonly NODE_OPTIONS: string };
  /** URLs, one a line. */
  loaded(): string;
} {
  const list = join(folder, 'loaded');
  const hook = join(folder, 'hook.mjs');
  writeFileSync(
    hook,
    `import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); } });`,
  );
  return { env: { NODE_OPTIONS: `--import ${hook}` }, loaded: () => readFileSync(list, 'utf8') };
}
