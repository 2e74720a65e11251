import { type Static, Type } from '@sinclair/typebox';
import { schemaId } from '../schema-id.ts';
import { WireUuid } from './uuid.ts';

/** The JSON envelope of every refusal but the Taxonomy API's 400s, which are text/plain. */
export const ErrorEnvelopeSchema = Type.Object(
  {
    request_id: WireUuid,
    error: Type.Object(
      {
        status: Type.String({ description: 'The HTTP status in words.' }),
        code: Type.Integer({ description: "Permutive's own code, such as 2000 for an invalid API key." }),
        message: Type.String(),
        cause: Type.Optional(Type.String()),
        docs: Type.String(),
      },
      { additionalProperties: false },
    ),
  },
  { $id: schemaId('error-envelope'), additionalProperties: false },
);
export type ErrorEnvelope = Static<typeof ErrorEnvelopeSchema>;

/** How every text/plain 400 begins. */
export const PLAIN_REFUSAL_OPENING = 'Invalid value for: ';

/** The form of the text/plain 400s; the parenthesis is the server framework's, and may be missing. */
export const PLAIN_REFUSAL = /^Invalid value for: (body|path parameter \w+|query parameter \w+)( \(.+\))?$/;
