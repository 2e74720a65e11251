/** Bundles the set-up page into dist/, from any folder: `node connector/hosts/setup/build-page.mjs`. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const folder = path('../../../dist/connector/hosts/setup/page/');
mkdirSync(folder, { recursive: true });
copyFileSync(path('page/index.html'), `${folder}index.html`);
await build({
  entryPoints: [path('page/main.tsx'), path('page/report.tsx'), path('page/main.css')],
  outdir: folder,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  // Only rjsf's own test tools import it, and it would need `eval`; see schema-form.tsx.
  alias: { '@rjsf/validator-ajv8': path('page/no-validator.ts') },
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none',
  logLevel: 'warning',
});
