import { type Static, Type } from '@sinclair/typebox';
import { schemaId } from '../schema-id.ts';

const Text = Type.String({ minLength: 1 });
const Address = Type.String({
  format: 'uri-reference',
  description: 'An address, relative to the manifest where it has no scheme.',
});
const JsonSchema = Type.Object({ type: Type.Literal('object') }, { description: 'A JSON Schema (2020-12).' });

/** What a connector says it can do, so that a host need not try (H-13). */
const CapabilitiesSchema = Type.Object({
  kind: Type.Literal('audience'),
  audienceModes: Type.Array(Type.Object({ id: Text, title: Text, description: Text })),
  syncModes: Type.Array(Text),
  fieldMapping: Type.Boolean(),
  schemaIntrospection: Type.Boolean(),
  dryRun: Type.Boolean({ description: 'write() takes dryRun.' }),
  cancellation: Type.Boolean({ description: 'Calls heed a signal.' }),
  deletionGuard: Type.Boolean({ description: 'delivery.maxDeletes withholds all deletions or none.' }),
  changeSetOrders: Type.Array(Type.Union([Type.Literal('set'), Type.Literal('log')])),
  flush: Type.Boolean({ description: 'A change-set may ask for what waits to be sent.' }),
  delete: Type.Boolean(),
  upsert: Type.Boolean(),
  segments: Type.Boolean({ description: 'The connector has segments().' }),
  options: Type.Array(Text, { description: 'Settings fields whose values options() looks up.' }),
});

/** One field a host can map to. */
const MappingFieldSchema = Type.Object({
  label: Text,
  type: Type.Union([Text, Type.Array(Text)]),
  description: Text,
  defaultName: Type.String({ description: 'The column a host may map to it unasked.' }),
  key: Type.Optional(Type.Boolean({ description: 'Rows of one value are one segment.' })),
  maxLength: Type.Optional(Type.Integer()),
  minimum: Type.Optional(Type.Number()),
  generatedFrom: Type.Optional(Type.String({ description: 'The field it is made from where a row lacks it.' })),
});

/** What a manifest holds (M-2, H-13). */
export const ManifestSchema = Type.Object(
  {
    $schema: Text,
    specVersion: Type.String({
      pattern: '^\\d+\\.\\d+\\.\\d+$',
      description:
        'Version of the contract between host and connector. Major: a host written for the one before may break. Minor: members were added that a host may ignore. Patch: words.',
    }),
    id: Text,
    name: Text,
    version: Text,
    node: Type.String({ description: 'The range of Node versions it runs on.' }),
    releaseStage: Type.Union([Type.Literal('alpha'), Type.Literal('beta'), Type.Literal('stable')]),
    category: Text,
    description: Text,
    documentationUrl: Type.String({ format: 'uri' }),
    supportUrl: Address,
    changelogUrl: Address,
    icon: Text,
    entry: Text,
    capabilities: CapabilitiesSchema,
    auth: Type.Object({ kind: Type.Literal('api_key'), field: Text, header: Text }),
    config: JsonSchema,
    target: JsonSchema,
    delivery: JsonSchema,
    mapping: Type.Object({
      required: Type.Array(Text),
      optional: Type.Array(Text),
      fields: Type.Record(Type.String(), MappingFieldSchema),
    }),
    limits: Type.Object({ batchOperations: Type.Integer(), parallelBatches: Type.Integer() }),
    egress: Type.Array(Text),
    permissions: Type.Array(Text),
    errors: Type.Array(
      Type.Object({
        code: Text,
        message: Text,
        remedy: Text,
        retryable: Type.Boolean(),
        reporter: Text,
        scope: Type.Union([Type.Literal('row'), Type.Literal('run')]),
      }),
    ),
  },
  {
    $id: schemaId('manifest'),
    additionalProperties: false,
    title: 'Manifest of a destination connector',
    description:
      'The schemas in it use two words beyond JSON Schema: `order` (number: where a field stands in a form) and `airbyte_secret` (boolean: the value is a secret). A validator in strict mode is told of them.',
  },
);
export type Manifest = Static<typeof ManifestSchema>;
