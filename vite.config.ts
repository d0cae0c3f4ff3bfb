import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * React Aria brings its own few words in 34 languages, none of which is Hindi. The console speaks English and Hindi, and
 * where a language lacks words React Aria takes English, so the others need not be sent to anybody.
 */
const withoutForeignWords: Plugin = {
  name: 'without-foreign-words',
  load: (id) =>
    /\/react-(?:aria|stately|aria-components)\/dist\/private\/intl\/(?:.+\/)?(?!en-US)[a-z]{2}-[A-Z]{2}\.mjs$/.test(
      id,
    )
      ? 'export default {};'
      : null,
};

/** The console as static files: hashed names, relative to the page's `base`, nothing inline. */
export default defineConfig({
  root: fileURLToPath(new URL('src/console', import.meta.url)),
  base: './',
  plugins: [withoutForeignWords, react()],
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licences.txt' },
    target: 'es2023',
  },
});
