import { type Static, Type } from '@sinclair/typebox';
import type { DestinationChangeSet } from '../destination/row.ts';
import { schemaId } from '../schema-id.ts';

/** The audience modes, each with the sentence the manifest explains it by. */
export const AUDIENCE_MODES = {
  add: 'Rows become Create operations; a segment that is there with other values is reported, not changed. Removed rows are skipped.',
  remove: 'Rows become Delete operations; added and changed rows are skipped.',
  mirror:
    'Added and changed rows become Create operations (or Update where the segment is there), removed rows become Delete operations.',
  upsert:
    'Rows become Create operations, or Update operations where the segment is already there. Removed rows are skipped.',
} as const;
export type AudienceMode = keyof typeof AUDIENCE_MODES;

export const CHANGES = ['added', 'changed', 'removed'] as const;
export type Change = (typeof CHANGES)[number];

/** One row change. Values may come straight from a warehouse; S-1 says what is made of them. */
export const ChangeRowSchema = Type.Object(
  {
    rowId: Type.String({ description: "The host's id of the row; its result carries it." }),
    change: Type.Optional(Type.Union(CHANGES.map((change) => Type.Literal(change)))),
    segment_code: Type.Optional(
      Type.Unknown({ description: 'Code of the segment: unique in the import, and how the next run finds it again.' }),
    ),
    segment_name: Type.Optional(Type.Unknown({ description: 'Human-readable name of the segment.' })),
    description: Type.Optional(Type.Unknown({ description: 'Description of the segment, at most 1,024 characters.' })),
    cpm: Type.Optional(Type.Unknown({ description: 'Price per thousand impressions in USD, 0 or more.' })),
    categories: Type.Optional(
      Type.Unknown({ description: 'Categories: a list of strings, or one comma-separated string.' }),
    ),
  },
  { $id: schemaId('change-row') },
);
export type ChangeRow = Static<typeof ChangeRowSchema>;

/** Row changes the host computed together. */
export type ChangeSet = DestinationChangeSet<ChangeRow>;
