/** Bundles the set-up page into dist/, and tells esbuild's account of what is in it. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const folder = path('../../../dist/connector/hosts/setup/page/');

/** The page is written in English: the texts that react-aria brings in thirty other languages stay out. */
const englishOnly = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]intl[\\/].*[a-z]{2}-[A-Z]{2}\.mjs$/ }, ({ path: file }) =>
      file.endsWith('en-US.mjs') ? undefined : { contents: 'export default {};' },
    );
  },
};

/** Layouts that only a form with layouts of its own would use; this one is drawn from the manifest alone. */
const noLayouts = {
  name: 'no-layouts',
  setup({ onLoad }) {
    onLoad({ filter: /@rjsf[\\/]core[\\/]lib[\\/].*[\\/]Layout\w+Field\.js$/ }, () => ({
      contents: 'export default () => null;',
    }));
  },
};

export async function buildPage() {
  mkdirSync(folder, { recursive: true });
  const { outputFiles, metafile } = await build({
    entryPoints: [path('page/main.tsx'), path('page/main.css')],
    outdir: folder,
    bundle: true,
    minify: true,
    // A place loads what it needs: the forms' library is of use on one of them only.
    splitting: true,
    chunkNames: 'part-[hash]',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    alias: {
      // Only rjsf's own test tools import it, and it would need `eval`; see schema-form.tsx.
      '@rjsf/validator-ajv8': path('page/no-validator.ts'),
      // For Markdown in descriptions: the manifest's are text.
      'markdown-to-jsx/react': path('page/no-markdown.ts'),
    },
    plugins: [englishOnly, noLayouts],
    charset: 'utf8',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
  });

  // Whole or not at all: a server that starts meanwhile must not read half a file. The parts come before what names them.
  const page = outputFiles.map(({ path, contents }) => [basename(path), contents]);
  page.sort(([one], [other]) => Number(other.startsWith('part-')) - Number(one.startsWith('part-')));
  for (const [name, contents] of [...page, ['index.html', readFileSync(path('page/index.html'))]]) {
    const unfinished = `${folder}${name}.${process.pid}`;
    writeFileSync(unfinished, contents);
    renameSync(unfinished, `${folder}${name}`);
  }
  const current = new Set(['index.html', ...page.map(([name]) => name)]);
  // Unfinished files are those of other builds that are going on: each test file in a browser makes one.
  const isUnfinished = (name) => /\.\d+$/.test(name);
  for (const name of readdirSync(folder))
    if (!current.has(name) && !isUnfinished(name)) rmSync(`${folder}${name}`, { force: true });
  return metafile;
}
