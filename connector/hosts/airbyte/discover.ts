import { manifest } from '../../../spec/host/manifest.ts';
import type { Message } from './messages.ts';

/** The one object of data activation. */
const OBJECT = 'segment';

const TITLES: Readonly<Record<string, string>> = {
  segment_code: 'Segment code',
  segment_name: 'Segment name',
  description: 'Description',
  cpm: 'CPM',
  categories: 'Categories',
};

const properties = Object.fromEntries(
  Object.entries(manifest.mapping.fields).map(([field, { type, description }]) => [
    field,
    {
      type,
      title: TITLES[field] ?? field,
      description,
      ...([type].flat().includes('array') && { items: { type: 'string' } }),
    },
  ]),
);

const operation = (syncMode: string, required: readonly string[]): object => ({
  object_name: OBJECT,
  sync_mode: syncMode,
  json_schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required,
    properties,
    additionalProperties: false,
  },
  matching_keys: [['segment_code']],
});

/** What a sync of data activation may do here. Update alone is not among it: Permutive cannot be told not to create. */
export const destinationCatalog: Message = {
  type: 'DESTINATION_CATALOG',
  destination_catalog: {
    operations: [
      operation('append_dedup', ['segment_code', 'segment_name']),
      operation('soft_delete', ['segment_code']),
      operation('append', ['segment_code', 'segment_name']),
    ],
  },
};
