/** Bundles the set-up page into dist/, and tells esbuild's account of what is in it. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const folder = path('../../../dist/connector/hosts/setup/page/');

export async function buildPage() {
  mkdirSync(folder, { recursive: true });
  const { outputFiles, metafile } = await build({
    entryPoints: [path('page/main.tsx'), path('page/main.css')],
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
    metafile: true,
    write: false,
  });

  // Whole or not at all: a server that starts meanwhile must not read half a file.
  const page = outputFiles.map(({ path, contents }) => [basename(path), contents]);
  for (const [name, contents] of [['index.html', readFileSync(path('page/index.html'))], ...page]) {
    const unfinished = `${folder}${name}.${process.pid}`;
    writeFileSync(unfinished, contents);
    renameSync(unfinished, `${folder}${name}`);
  }
  return metafile;
}
