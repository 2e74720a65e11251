import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The example lies in the package's docs/, above the sources and above the built files alike. */
export function exampleFile(): string {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder)) && folder.pathname !== '/') folder = new URL('../', folder);
  return fileURLToPath(new URL('docs/examples/audience.csv', folder));
}
