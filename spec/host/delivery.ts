import { type Static, Type } from '@sinclair/typebox';
import { schemaId } from '../schema-id.ts';
import { MAX_BATCH_OPERATIONS } from '../taxonomy/limits.ts';

/** How a run is delivered; all optional. Times in milliseconds. */
export const DeliverySchema = Type.Object(
  {
    baseUrl: Type.Optional(
      Type.String({
        description: 'Root of the Taxonomy API: https, or http on loopback (D-7).',
        default: 'https://api.permutive.app/audience-api/v1',
      }),
    ),
    batchSize: Type.Optional(
      Type.Integer({
        description: 'Operations in a batch.',
        minimum: 1,
        maximum: MAX_BATCH_OPERATIONS,
        default: MAX_BATCH_OPERATIONS,
      }),
    ),
    timeoutMs: Type.Optional(
      Type.Integer({
        description: 'Deadline of one request, body included.',
        minimum: 1,
        maximum: 2 ** 31 - 1,
        default: 60_000,
      }),
    ),
    maxAttempts: Type.Optional(
      Type.Integer({ description: 'Attempts of one batch.', minimum: 1, maximum: 100, default: 6 }),
    ),
    backoffMs: Type.Optional(
      Type.Integer({ description: 'Base of the exponential backoff.', minimum: 0, maximum: 2 ** 31 - 1, default: 500 }),
    ),
    maxRetryAfterMs: Type.Optional(
      Type.Integer({
        description: 'Longest wait taken from Retry-After.',
        minimum: 0,
        maximum: 2 ** 31 - 1,
        default: 300_000,
      }),
    ),
    maxBatchWaitMs: Type.Optional(
      Type.Integer({
        description: 'Longest time a row waits for company; until the batch is full or the source ends when absent.',
        minimum: 0,
        maximum: 2 ** 31 - 1,
      }),
    ),
    maxDeletes: Type.Optional(
      Type.Integer({
        description:
          'Guard on deletions: when the run names more segments to delete, none is deleted (P-8). No limit when absent.',
        minimum: 0,
      }),
    ),
  },
  { $id: schemaId('delivery-options'), additionalProperties: false },
);
export type DeliveryOptions = Static<typeof DeliverySchema>;

/** Delivery options with every default filled in. */
export type Delivery = Required<DeliveryOptions>;

/** Fills in the defaults the schema declares. `options` must be valid. */
export function withDefaults(options: DeliveryOptions = {}): Delivery {
  const { properties } = DeliverySchema;
  return {
    baseUrl: options.baseUrl ?? properties.baseUrl.default,
    batchSize: options.batchSize ?? properties.batchSize.default,
    timeoutMs: options.timeoutMs ?? properties.timeoutMs.default,
    maxAttempts: options.maxAttempts ?? properties.maxAttempts.default,
    backoffMs: options.backoffMs ?? properties.backoffMs.default,
    maxRetryAfterMs: options.maxRetryAfterMs ?? properties.maxRetryAfterMs.default,
    maxBatchWaitMs: options.maxBatchWaitMs ?? Number.POSITIVE_INFINITY,
    maxDeletes: options.maxDeletes ?? Number.POSITIVE_INFINITY,
  };
}
