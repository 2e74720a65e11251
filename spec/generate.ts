/** Writes the documents that are made from the schemas: `npm run generate`. */
import { writeFileSync } from 'node:fs';
import { airbyteSpecJson, errorsMarkdown, manifestJson, manifestSchemaJson } from './documents.ts';

const root = new URL('../../', import.meta.url); // From dist/spec/ to the package's root.
writeFileSync(new URL('manifest.json', root), manifestJson());
writeFileSync(new URL('manifest.schema.json', root), manifestSchemaJson());
writeFileSync(new URL('docs/errors.md', root), errorsMarkdown());
writeFileSync(new URL('connector/hosts/airbyte/spec.json', root), airbyteSpecJson());
