import type { Manifest } from '../destination/manifest-schema.ts';
import { MAX_BATCH_OPERATIONS, MAX_CHARACTERS, MAX_DESCRIPTION } from '../taxonomy/limits.ts';
import { VERSION } from '../version.ts';
import { AUDIENCE_MODES, ChangeRowSchema } from './change-set.ts';
import { ConfigSchema } from './config.ts';
import { DeliverySchema } from './delivery.ts';
import { ERROR_CATALOGUE, ERROR_CODES } from './errors.ts';
import { TargetSchema } from './target.ts';

type Mapped = Exclude<keyof typeof ChangeRowSchema.properties, 'rowId' | 'change'>;

const mapped = (field: Mapped, label: string, type: string | string[]) => ({
  label,
  type,
  description: ChangeRowSchema.properties[field].description ?? '',
  defaultName: field,
});

/** A 24 by 24 mark, drawn inline so that a host needs no further file. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='6' fill='%23262260'/%3E%3Cpath d='M8 18V6h5a4 4 0 0 1 0 8H8' fill='none' stroke='%23fff' stroke-width='2.2'/%3E%3C/svg%3E";

/** What a host reads to list the destination, draw its set-up form and decide what it may ask for (M-1). */
export const manifest: Manifest = {
  $schema: './manifest.schema.json',
  specVersion: '2.0.0',
  id: 'permutive',
  name: 'Permutive',
  version: VERSION,
  node: '>=20.19',
  releaseStage: 'beta',
  category: 'advertising',
  description: 'Creates, updates and removes segments of a Permutive audience import through the Taxonomy API.',
  documentationUrl: 'https://docs.permutive.com/api/taxonomy/introduction',
  supportUrl: 'docs/marketer.md',
  changelogUrl: 'CHANGELOG.md',
  icon: ICON,
  entry: 'destination-permutive',
  capabilities: {
    kind: 'audience',
    audienceModes: Object.entries(AUDIENCE_MODES).map(([id, description]) => ({
      id,
      title: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
      description,
    })),
    syncModes: [],
    fieldMapping: false,
    schemaIntrospection: false,
    dryRun: true,
    cancellation: true,
    deletionGuard: true,
    changeSetOrders: ['set', 'log'],
    flush: true,
    delete: true,
    upsert: true,
    segments: true,
    options: ['importId'],
  },
  auth: { kind: 'api_key', field: 'apiKey', header: 'X-API-Key' },
  config: ConfigSchema,
  target: TargetSchema,
  delivery: DeliverySchema,
  mapping: {
    required: ['segment_code'],
    optional: ['segment_name', 'description', 'cpm', 'categories'],
    fields: {
      segment_code: {
        ...mapped('segment_code', 'Segment code', 'string'),
        key: true,
        maxLength: MAX_CHARACTERS,
        generatedFrom: 'segment_name',
      },
      segment_name: { ...mapped('segment_name', 'Segment name', 'string'), maxLength: MAX_CHARACTERS },
      description: { ...mapped('description', 'Description', 'string'), maxLength: MAX_DESCRIPTION },
      cpm: { ...mapped('cpm', 'CPM', ['number', 'string']), minimum: 0 },
      categories: mapped('categories', 'Categories', ['array', 'string']),
    },
  },
  limits: { batchOperations: MAX_BATCH_OPERATIONS, parallelBatches: 1 },
  egress: [new URL(DeliverySchema.properties.baseUrl.default).host],
  permissions: [
    'Read access to the Taxonomy API: to check the import and to read back what is in doubt.',
    'Write access to the Taxonomy API: keys are read-only by default; Permutive Technical Services grants it.',
  ],
  errors: ERROR_CODES.map((code) => ({ code, ...ERROR_CATALOGUE[code] })),
};
