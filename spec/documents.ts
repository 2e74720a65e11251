import { specification } from './airbyte/specification.ts';
import { ManifestSchema } from './destination/manifest-schema.ts';
import { ERROR_CATALOGUE, ERROR_CODES } from './host/errors.ts';
import { manifest } from './host/manifest.ts';

/** manifest.schema.json, which the manifest names (H-12). */
export const manifestSchemaJson = (): string => `${JSON.stringify(ManifestSchema, null, 2)}\n`;

/** manifest.json, as it must stand in the package (M-1). */
export const manifestJson = (): string => `${JSON.stringify(manifest, null, 2)}\n`;

/** connector/hosts/airbyte/spec.json: what `destination-permutive airbyte spec` prints, for a registry of connectors. */
export const airbyteSpecJson = (): string => `${JSON.stringify(specification, null, 2)}\n`;

/** docs/errors.md: the catalogue as a table. */
export function errorsMarkdown(): string {
  const rows = ERROR_CODES.map((code) => {
    const { message, remedy, retryable, reporter, scope } = ERROR_CATALOGUE[code];
    const cells = [`\`${code}\``, message, remedy, retryable ? 'yes' : 'no', reporter, scope];
    return `| ${cells.map((cell) => cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [
    '# Errors',
    '',
    'For whoever reads a result or a log. Every error the connector reports has one of these codes; the code never changes',
    'its meaning, the message of a result says more of what it is about. A host may',
    'drop a row for an error about a `row`, and must stop for one about the `run`. Generated from `spec/host/errors/` by',
    '`npm run generate`.',
    '',
    '| code | what failed | what to do next | worth sending again unchanged | found by | about |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
