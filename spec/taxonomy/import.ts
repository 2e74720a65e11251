import { type Static, Type } from '@sinclair/typebox';
import { schemaId } from '../schema-id.ts';
import { WireUuid } from './uuid.ts';

/** An audience import: the container of a taxonomy. Relation and state are open sets: Permutive may add to them. */
export const WireImportSchema = Type.Object(
  {
    id: WireUuid,
    name: Type.String(),
    code: Type.String(),
    relation: Type.String({ description: 'Whose data it is, such as "2nd" or "3rd".' }),
    identifiers: Type.Array(Type.String(), { minItems: 1 }),
    inheritance: Type.Optional(
      Type.Object({ workspace_id: WireUuid, relation: Type.String() }, { additionalProperties: false }),
    ),
    source: Type.Object(
      {
        id: WireUuid,
        state: Type.Object({ type: Type.String({ description: 'Such as "active", "creating" or "error".' }) }),
        type: Type.String(),
      },
      { additionalProperties: false },
    ),
  },
  { $id: schemaId('wire-import'), additionalProperties: false },
);
export type WireImport = Static<typeof WireImportSchema>;

export const ImportListSchema = Type.Object({ items: Type.Array(WireImportSchema) }, { additionalProperties: false });
