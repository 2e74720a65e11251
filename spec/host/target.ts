import { type Static, Type } from '@sinclair/typebox';
import { MAX_CHARACTERS } from '../taxonomy/limits.ts';
import { schemaId } from './schema-id.ts';

/** Code points allowed in a segment code (S-5): commas would break membership files, path characters by-code URLs. */
export const SEGMENT_CODE_PATTERN = '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f,/\\\\?#]*$';

/** Settings of one sync: the segment that rows without a segment of their own belong to (M-3). */
export const TargetSchema = Type.Object(
  {
    segmentName: Type.String({
      title: 'Segment Name',
      description: 'Human-readable name for the segment in Permutive.',
      minLength: 1,
      maxLength: MAX_CHARACTERS,
      pattern: '\\S',
      examples: ['High-Value Customers'],
      order: 0,
    }),
    segmentCode: Type.Optional(
      Type.String({
        title: 'Segment Code',
        description:
          'Unique code of the segment; it can never be changed. Leave blank to generate it from the segment name. A stable code of your own is better for production.',
        maxLength: MAX_CHARACTERS,
        pattern: SEGMENT_CODE_PATTERN,
        examples: ['high_value_customers'],
        order: 1,
      }),
    ),
  },
  { $id: schemaId('target'), title: 'Target', additionalProperties: false },
);
export type Target = Static<typeof TargetSchema>;
