import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built page's folder: beside this file once built, in dist/ when run from the sources. */
export function builtPage(): string {
  const beside = new URL('./page/', import.meta.url);
  if (existsSync(new URL('main.js', beside))) return fileURLToPath(beside);
  return packagePath('dist/connector/hosts/setup/page/');
}

/** Below the package's folder, above the sources and above the built files alike. */
export function packagePath(path: string): string {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder)) && folder.pathname !== '/') folder = new URL('../', folder);
  return fileURLToPath(new URL(path, folder));
}

const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

export interface Asset {
  readonly type: string;
  readonly body: string;
}

/** The files of the page, held in memory: nothing else of the disk can be asked for. */
export async function loadPage(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const names = (await readdir(folder)).filter((name) => /^(index\.html|main\.css|(main|part-\w+)\.js)$/.test(name));
  const read = async (name: string) => {
    const type = name.endsWith('.html') ? TYPES.html : name.endsWith('.css') ? TYPES.css : TYPES.js;
    return [name, { type, body: await readFile(join(folder, name), 'utf8') }] as const;
  };
  return new Map(await Promise.all(names.map(read)));
}
