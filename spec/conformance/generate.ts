/** Writes the document that is made from the catalogue: `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { conformanceMarkdown } from './document.ts';

// From dist/spec/conformance/ to the package's root.
writeFileSync(new URL('../../../docs/conformance.md', import.meta.url), conformanceMarkdown());
