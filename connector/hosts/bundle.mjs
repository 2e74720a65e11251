/**
 * Bundles the faces (command line, set-up screen, sandbox, harness, receipt) into dist/ at their own paths, after tsc: their libraries
 * are not installed with the plugin. What a host loads stays as tsc made it, once a process: lanes, windows and error classes.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { notices } from './notices.mjs';
import { buildPage } from './setup/build-page.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Each face: what is bundled into it, and the entries it is reached by. */
const FACES = [
  { folder: 'connector/hosts', entries: ['connector/hosts/cli/main.ts'] },
  { folder: 'connector/receipt', entries: ['connector/receipt/index.ts'] },
  { folder: 'spec/taxonomy/sandbox', entries: ['spec/taxonomy/sandbox/index.ts'] },
  { folder: 'spec/conformance', entries: ['spec/conformance/index.ts', 'spec/conformance/generate.ts'] },
].filter(({ folder }) => existsSync(join(root, folder)));

/** What lies outside a face is imported from where tsc has put it. */
const onlyOf = (folder, outdir) => ({
  name: 'only-of-the-face',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = relative(root, join(resolveDir, path));
      if (resolveDir.includes('node_modules') || file.startsWith(`${folder}/`)) return undefined;
      const built = relative(outdir, join(root, 'dist', file.replace(/\.tsx?$/, '.js')));
      return { path: built.startsWith('.') ? built : `./${built}`, external: true };
    });
  },
});

/** What is installed with the plugin is imported, not bundled. */
const installed = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies);

const metafiles = [await buildPage()];
for (const { folder, entries } of FACES) {
  const outdir = join(root, 'dist', dirname(entries[0]));
  const { metafile } = await build({
    entryPoints: entries.map((entry) => join(root, entry)),
    outdir,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    // The whole of react-dom/server holds a streaming renderer too, which a receipt has no use for.
    alias: { 'react-dom/server': join(root, 'node_modules/react-dom/cjs/react-dom-server-legacy.node.production.js') },
    external: installed.flatMap((name) => [name, `${name}/*`]),
    plugins: [onlyOf(folder, outdir)],
    // Libraries in CommonJS ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: true,
  });
  metafiles.push(metafile);
  dropUnbundled(folder, new Set(Object.keys(metafile.outputs).map((output) => join(root, output))));
}
writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.md'), notices(root, metafiles));

/** tsc's JavaScript of a face is in its bundle now; its types stay. */
function dropUnbundled(folder, kept) {
  const built = join(root, 'dist', folder);
  for (const name of readdirSync(built, { recursive: true })) {
    const file = join(built, name);
    if (file.endsWith('.js') && !kept.has(file) && !name.startsWith('setup/page/')) rmSync(file);
  }
}
