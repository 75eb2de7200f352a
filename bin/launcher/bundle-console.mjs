import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * Bundles the console for browsers: one page, its script and its style, named by their content and compressed
 * ahead of time. Started with the folder of the sources and that of the output.
 */
const [, , folder = '', output = ''] = process.argv;

const { build } = await import('vite');
await build({
  configFile: false,
  root: folder,
  base: '/console/',
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: output,
    emptyOutDir: true,
    target: 'es2022',
    // What is small is not put into the page: the policy of the page allows files alone.
    assetsInlineLimit: 0,
    modulePreload: false,
    assetsDir: 'files',
    reportCompressedSize: false,
    rolldownOptions: { input: join(folder, 'page.html') },
  },
});

const files = join(output, 'files');
for (const name of readdirSync(files)) {
  const bytes = readFileSync(join(files, name));
  writeFileSync(join(files, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(join(files, `${name}.br`), brotliCompressSync(bytes, { params }));
}
