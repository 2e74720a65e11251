import { type Static, Type } from '@sinclair/typebox';
import { schemaId } from '../../schema-id.ts';
import { ERROR_CATALOGUE, ERROR_CODES, type ErrorCode } from './catalogue.ts';

export const ErrorDetailSchema = Type.Object(
  {
    code: Type.Unsafe<ErrorCode>(
      Type.String({ enum: ERROR_CODES, description: 'Stable code of the error catalogue.' }),
    ),
    message: Type.String({ description: 'What failed, on what.' }),
    remedy: Type.String({ description: 'What to do next.' }),
    retryable: Type.Boolean({ description: 'Whether the same row, sent again unchanged, can succeed.' }),
    reporter: Type.Union([Type.Literal('connector'), Type.Literal('permutive')], {
      description: 'Who found the fault.',
    }),
    field: Type.Optional(Type.String({ description: 'The field at fault.' })),
    httpStatus: Type.Optional(Type.Integer({ description: 'The HTTP status that told it.' })),
    requestId: Type.Optional(Type.String({ description: "Permutive's id of the request, for their support." })),
    retryAfterMs: Type.Optional(Type.Integer({ description: 'Milliseconds Permutive asked to wait.' })),
  },
  { $id: schemaId('error-detail'), additionalProperties: false },
);
/** One error, complete: what failed, on what, what to do next. Free of secrets. */
export type ErrorDetail = Static<typeof ErrorDetailSchema>;

/** What a caller may add to a catalogue entry. */
export type ErrorSpecifics = Partial<
  Pick<ErrorDetail, 'field' | 'httpStatus' | 'requestId' | 'retryAfterMs' | 'reporter'>
> & {
  /** Replaces the catalogue's message. */
  readonly message?: string;
  /** Replaces the catalogue's remedy, to name the value it is about. */
  readonly remedy?: string;
};

/** Builds an {@link ErrorDetail} from the catalogue; the only way the connector makes one. */
export function errorDetail(code: ErrorCode, specifics: ErrorSpecifics = {}): ErrorDetail {
  const { message, remedy, retryable, reporter } = ERROR_CATALOGUE[code];
  return { code, message, remedy, retryable, reporter, ...specifics };
}
