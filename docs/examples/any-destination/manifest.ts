/** What a host reads without running anything. */
import { Type } from '@sinclair/typebox';
import type { Manifest } from 'destination-permutive/spec';
import type { Settings } from './settings.ts';

const NOT_DONE = { dryRun: false, deletionGuard: false, flush: false, segments: false, options: [], syncModes: [] };
const CAPABILITIES: Manifest['capabilities'] = {
  kind: 'audience',
  audienceModes: [
    { id: 'upsert', title: 'Upsert', description: 'Rows become puts; removed rows are skipped.' },
    { id: 'remove', title: 'Remove', description: 'Rows become deletions; added and changed rows are skipped.' },
    { id: 'mirror', title: 'Mirror', description: 'Added and changed rows become puts, removed rows deletions.' },
  ],
  changeSetOrders: ['set'],
  cancellation: true,
  delete: true,
  upsert: true,
  fieldMapping: false,
  schemaIntrospection: false,
  ...NOT_DONE,
};

/** What differs; of `fields` the first is the key, and required. */
type Said = Pick<Manifest, 'id' | 'name' | 'category' | 'description' | 'permissions' | 'errors'> & {
  settings: Settings;
  /** Where its pages are. */
  site: string;
  fields: Record<string, 'string' | 'number'>;
};

export function manifestOf({ settings, site, fields, ...said }: Said): Manifest {
  const [key = '', ...optional] = Object.keys(fields);
  const { baseUrl, batchSize } = settings.delivery.properties;
  const field = ([name, type]: [string, 'string' | 'number']) =>
    [
      name,
      { label: name, defaultName: name, type, description: `Its ${name}.`, ...(name === key && { key: true }) },
    ] as const;
  return {
    $schema: `${site}/manifest.schema.json`,
    specVersion: '2.0.0',
    version: '1.0.0',
    node: '>=20',
    releaseStage: 'alpha',
    documentationUrl: `${site}/docs`,
    supportUrl: `${site}/support`,
    changelogUrl: `${site}/changes`,
    icon: 'icon.svg',
    entry: 'connector.js',
    capabilities: CAPABILITIES,
    auth: { kind: 'api_key', field: 'token', header: 'Authorization' },
    config: settings.config,
    target: settings.target,
    delivery: Type.Partial(settings.delivery),
    mapping: { required: [key], optional, fields: Object.fromEntries(Object.entries(fields).map(field)) },
    limits: { batchOperations: batchSize.maximum ?? 1, parallelBatches: 1 },
    egress: [new URL(String(baseUrl.default)).hostname],
    ...said,
  };
}
