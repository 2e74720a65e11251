/** Writes what is made from the catalogue and from the example: `npm run generate`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { conformanceMarkdown } from './document.ts';
import { withFiles } from './example-page.ts';

/** A file of docs/, as seen from dist/spec/conformance/. */
const inDocs = (file: string): URL => new URL(`../../../docs/${file}`, import.meta.url);
const read = (file: string): string => readFileSync(inDocs(file), 'utf8');

writeFileSync(inDocs('conformance.md'), conformanceMarkdown());
writeFileSync(inDocs('connector-author.md'), withFiles(read('connector-author.md'), read));
