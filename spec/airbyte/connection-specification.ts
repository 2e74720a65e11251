import { ConfigSchema } from '../host/config.ts';
import { DeliverySchema } from '../host/delivery.ts';
import { MAX_CHARACTERS } from '../taxonomy/limits.ts';

/** Guards against a list that is suddenly short: deletions beyond both are withheld. */
export const DELETION_GUARD = { maxDeletions: 10, maxDeletionShare: 0.1 } as const;

/** How long a record may wait for company, in seconds. */
export const FLUSH_SECONDS = { minimum: 10, maximum: 600, default: 60 } as const;

/** What a pattern of the manifest looks like in a form. */
const UUID_DESCRIPTOR = '00000000-0000-0000-0000-000000000000';

const { importId, apiKey } = ConfigSchema.properties;

const deleteMissing = {
  type: 'object',
  title: 'Segments that are no longer listed',
  description:
    'What happens to segments that a full refresh no longer lists. Deleting needs an engine that counts generations; see the documentation.',
  order: 3,
  group: 'deletion',
  default: { mode: 'off' },
  oneOf: [
    {
      type: 'object',
      title: 'Keep',
      description: 'Nothing is deleted because it is missing from a list.',
      required: ['mode'],
      properties: {
        mode: {
          type: 'string',
          const: 'off',
          title: 'Keep',
          description: 'Segments that are no longer listed stay.',
          order: 0,
          group: 'deletion',
        },
      },
    },
    {
      type: 'object',
      title: 'Delete those with a code prefix',
      description:
        'Segments whose code begins with the prefix and that a full refresh no longer lists are deleted at its end.',
      required: ['mode', 'codePrefix'],
      properties: {
        mode: {
          type: 'string',
          const: 'prefix',
          title: 'Delete',
          description: 'Segments that are no longer listed are deleted.',
          order: 0,
          group: 'deletion',
        },
        codePrefix: {
          type: 'string',
          title: 'Code prefix',
          description:
            "How the codes of this connection's own segments begin. Segments with other codes are never deleted.",
          minLength: 1,
          maxLength: MAX_CHARACTERS,
          examples: ['crm_'],
          order: 1,
          group: 'deletion',
        },
        maxDeletions: {
          type: 'integer',
          title: 'Deletions always allowed',
          description:
            'Up to so many deletions are carried out whatever their share. More, and a greater share than the next field allows: none is carried out and the sync fails.',
          minimum: 0,
          default: DELETION_GUARD.maxDeletions,
          order: 2,
          group: 'deletion',
        },
        maxDeletionShare: {
          type: 'number',
          title: 'Share of deletions always allowed',
          description: "The same as a share of the connection's own segments, from 0 to 1.",
          minimum: 0,
          maximum: 1,
          default: DELETION_GUARD.maxDeletionShare,
          order: 3,
          group: 'deletion',
        },
      },
    },
  ],
} as const;

/** The settings of an Airbyte destination, from which its form is drawn. */
export const CONNECTION_SPECIFICATION: object = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Permutive Destination Spec',
  type: 'object',
  required: ['importId', 'apiKey'],
  // Settings of a newer or older version must not break a sync.
  additionalProperties: true,
  groups: [
    { id: 'connection', title: 'Connection' },
    { id: 'deletion', title: 'Deletion' },
    { id: 'delivery', title: 'Delivery' },
  ],
  properties: {
    importId: { ...importId, pattern_descriptor: UUID_DESCRIPTOR, order: 0, group: 'connection' },
    apiKey: { ...apiKey, pattern_descriptor: UUID_DESCRIPTOR, order: 1, group: 'connection' },
    deletedColumn: {
      type: 'string',
      title: 'Deleted column',
      description:
        'Column that tells which records are removals: true, a number other than 0, or a text such as a time. Not needed for CDC sources, whose _ab_cdc_deleted_at is known.',
      examples: ['is_deleted'],
      order: 2,
      group: 'deletion',
    },
    deleteMissing,
    flushSeconds: {
      type: 'integer',
      title: 'Longest wait',
      description: 'Seconds a record waits for a full batch before it is sent without.',
      ...FLUSH_SECONDS,
      order: 4,
      group: 'delivery',
    },
    onRejected: {
      type: 'string',
      title: 'Rejected records',
      description:
        'What a record that can never be accepted does: "continue" logs it and goes on, "fail" ends the sync as failed.',
      enum: ['continue', 'fail'],
      default: 'continue',
      order: 5,
      group: 'delivery',
    },
    baseUrl: {
      type: 'string',
      title: 'Base URL',
      description: DeliverySchema.properties.baseUrl.description ?? '',
      default: DeliverySchema.properties.baseUrl.default,
      airbyte_hidden: true,
      order: 6,
      group: 'connection',
    },
  },
};
