import { type Static, Type } from '@sinclair/typebox';
import { AUDIENCE_MODES, ChangeRowSchema } from './change-set.ts';
import { ConfigSchema } from './config.ts';
import { DeliverySchema, MAX_BATCH_OPERATIONS } from './delivery.ts';
import { ERROR_CATALOGUE, ERROR_CODES } from './errors.ts';
import { TargetSchema } from './target.ts';
import { VERSION } from './version.ts';

const Text = Type.String({ minLength: 1 });
const JsonSchema = Type.Object({ type: Type.Literal('object') }, { description: 'A JSON Schema (2020-12).' });

/** What a manifest holds (M-2). */
export const ManifestSchema = Type.Object(
  {
    specVersion: Type.Literal('1.0'),
    id: Text,
    name: Text,
    version: Text,
    category: Text,
    description: Text,
    documentationUrl: Type.String({ format: 'uri' }),
    icon: Text,
    entry: Text,
    capabilities: Type.Object({
      kind: Type.Literal('audience'),
      audienceModes: Type.Array(Type.Object({ id: Text, title: Text, description: Text })),
      syncModes: Type.Array(Text),
      fieldMapping: Type.Boolean(),
      schemaIntrospection: Type.Boolean(),
    }),
    config: JsonSchema,
    target: JsonSchema,
    mapping: Type.Object({
      required: Type.Array(Text),
      optional: Type.Array(Text),
      fields: Type.Record(
        Type.String(),
        Type.Object({ type: Type.Union([Text, Type.Array(Text)]), description: Text }),
      ),
    }),
    limits: Type.Object({ batchOperations: Type.Integer(), parallelBatches: Type.Integer() }),
    egress: Type.Array(Text),
    permissions: Type.Array(Text),
    errors: Type.Array(
      Type.Object({ code: Text, message: Text, remedy: Text, retryable: Type.Boolean(), reporter: Text, scope: Text }),
    ),
  },
  { $id: 'Manifest', additionalProperties: false },
);
export type Manifest = Static<typeof ManifestSchema>;

const describe = (field: keyof typeof ChangeRowSchema.properties, type: string | string[]) => ({
  type,
  description: ChangeRowSchema.properties[field].description ?? '',
});

/** A 24 by 24 mark, drawn inline so that a host needs no further file. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='6' fill='%23262260'/%3E%3Cpath d='M8 18V6h5a4 4 0 0 1 0 8H8' fill='none' stroke='%23fff' stroke-width='2.2'/%3E%3C/svg%3E";

/** What a host reads to list the destination, draw its set-up form and decide what it may ask for (M-1). */
export const manifest: Manifest = {
  specVersion: '1.0',
  id: 'permutive',
  name: 'Permutive',
  version: VERSION,
  category: 'advertising',
  description: 'Creates, updates and removes segments of a Permutive audience import through the Taxonomy API.',
  documentationUrl: 'https://docs.permutive.com/api/taxonomy/introduction',
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
  },
  config: ConfigSchema,
  target: TargetSchema,
  mapping: {
    required: ['segment_code'],
    optional: ['segment_name', 'description', 'cpm', 'categories'],
    fields: {
      segment_code: describe('segment_code', 'string'),
      segment_name: describe('segment_name', 'string'),
      description: describe('description', 'string'),
      cpm: describe('cpm', ['number', 'string']),
      categories: describe('categories', ['array', 'string']),
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
