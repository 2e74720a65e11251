import { type Static, Type } from '@sinclair/typebox';
import { schemaId } from '../schema-id.ts';
import { MAX_CHARACTERS } from '../taxonomy/limits.ts';

/** Format characters (Unicode's category Cf) of the first plane: two codes that look like one. A pattern without flags can name no others. */
const FORMAT =
  '\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb';

/** Code points allowed in a segment code (S-5): commas would break membership files, path characters by-code URLs. */
export const SEGMENT_CODE_PATTERN = `^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f,/\\\\?#${FORMAT}]*$`;

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
