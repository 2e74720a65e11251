import { type Static, Type } from '@sinclair/typebox';
import { schemaId } from '../schema-id.ts';
import { MAX_CHARACTERS } from './limits.ts';
import { WireUuid } from './uuid.ts';

/** ISO 8601 in UTC, with as many decimals as the server likes. */
const Timestamp = Type.String({
  format: 'date-time',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$',
});

const description = Type.String({ description: 'Free text.' });
const cpm = Type.Number({ description: 'Price per thousand impressions in USD.' });
const categories = Type.Array(Type.String());

/** One segment of an import's taxonomy, in the form of the published examples (snake_case). */
export const WireSegmentSchema = Type.Object(
  {
    id: WireUuid,
    code: Type.String({ description: 'Unique in the import, never changeable.' }),
    name: Type.String(),
    import_id: WireUuid,
    description: Type.Optional(description),
    cpm: Type.Optional(cpm),
    categories: Type.Optional(categories),
    updated_at: Timestamp,
  },
  { $id: schemaId('wire-segment'), additionalProperties: false },
);
export type WireSegment = Static<typeof WireSegmentSchema>;

const Named = { minLength: 1, maxLength: MAX_CHARACTERS };

/** What a Create is given. */
export const SegmentCreateSchema = Type.Object({
  name: Type.String(Named),
  code: Type.String(Named),
  description: Type.Optional(description),
  cpm: Type.Optional(cpm),
  categories: Type.Optional(categories),
});
export type SegmentCreate = Static<typeof SegmentCreateSchema>;

/** What an Update is given; a field left out stays as it is. */
export const SegmentUpdateSchema = Type.Object({
  name: Type.Optional(Type.String(Named)),
  description: Type.Optional(description),
  cpm: Type.Optional(cpm),
  categories: Type.Optional(categories),
});
export type SegmentUpdate = Static<typeof SegmentUpdateSchema>;

/** One page of an import's listing; without `next_token` it is the last. */
export const SegmentPageSchema = Type.Object(
  {
    elements: Type.Array(WireSegmentSchema),
    pagination: Type.Object(
      { next_token: Type.Optional(Type.String()), total_count: Type.Integer({ minimum: 0 }) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type WireSegmentPage = Static<typeof SegmentPageSchema>;
