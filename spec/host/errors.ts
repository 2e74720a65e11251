import { type Static, Type } from '@sinclair/typebox';

interface CatalogueEntry {
  /** What failed, in one sentence. A result's own message adds what it failed on. */
  readonly message: string;
  /** What the reader should do next. */
  readonly remedy: string;
  /** Whether sending the same row again, unchanged, can succeed. */
  readonly retryable: boolean;
  /** Who found the fault. */
  readonly reporter: 'connector' | 'permutive';
}

/** Every error the connector can report (contract section 9). docs/errors.md and the manifest are generated from it. */
export const ERROR_CATALOGUE = {
  invalid_config: {
    message: 'The connection settings are not valid.',
    remedy: 'Correct the fields named and test the connection again.',
    retryable: false,
    reporter: 'connector',
  },
  invalid_target: {
    message: 'The target settings are not valid.',
    remedy: 'Enter a Segment Name of 1 to 255 characters; leave Segment Code blank or enter a code without spaces.',
    retryable: false,
    reporter: 'connector',
  },
  invalid_mode: {
    message: 'The audience mode is not one of add, remove, mirror, upsert.',
    remedy: 'Choose one of the four audience modes.',
    retryable: false,
    reporter: 'connector',
  },
  invalid_delivery: {
    message: 'The delivery options are not valid.',
    remedy: 'Correct the options named; leave an option out to use its default.',
    retryable: false,
    reporter: 'connector',
  },
  authentication_failed: {
    message: 'Permutive does not accept the API key.',
    remedy:
      'Make sure you use a private API key, not a public key: public keys cannot access the Taxonomy API. Generate a new private key under Settings > Keys in the Permutive dashboard.',
    retryable: false,
    reporter: 'permutive',
  },
  insufficient_permissions: {
    message: 'The API key is not allowed to do this.',
    remedy:
      'The API key may have read-only access. Contact Permutive Technical Services to request write access to the Taxonomy API for your key.',
    retryable: false,
    reporter: 'permutive',
  },
  import_not_found: {
    message: 'Permutive knows no import with this Import ID.',
    remedy:
      'Verify the Import ID: it is a UUID found in the Permutive dashboard under Audience Platform > Imports. Copy the full UUID including dashes.',
    retryable: false,
    reporter: 'permutive',
  },
  import_not_ready: {
    message: 'The import exists, but its data source is not active.',
    remedy:
      'Segments can be synced, but memberships may not arrive until the source is active. Check the import under Audience Platform > Imports, or ask Permutive.',
    retryable: true,
    reporter: 'permutive',
  },
  invalid_row: {
    message: 'The row cannot be read.',
    remedy: 'Send an object with a rowId and, if present, a change of added, changed or removed.',
    retryable: false,
    reporter: 'connector',
  },
  missing_change: {
    message: 'Mirror mode needs to know whether the row was added, changed or removed.',
    remedy: 'Give each row a change of added, changed or removed, or use another mode.',
    retryable: false,
    reporter: 'connector',
  },
  missing_segment_code: {
    message: 'The row to be removed names no segment of its own.',
    remedy: 'Map segment_code (or segment_name) for removed rows; the target segment is never deleted in their place.',
    retryable: false,
    reporter: 'connector',
  },
  invalid_segment_code: {
    message: 'The segment code cannot be used.',
    remedy:
      'Use 1 to 255 characters without spaces, control characters, commas, "/", "\\", "?" or "#"; "." and ".." are not codes.',
    retryable: false,
    reporter: 'connector',
  },
  missing_segment_name: {
    message: 'There is no name for the segment.',
    remedy: 'Map segment_name, or set a Segment Name in the target settings.',
    retryable: false,
    reporter: 'connector',
  },
  invalid_field: {
    message: 'A field of the row has a value that cannot be used.',
    remedy: 'Correct the field named in the error and send the row again.',
    retryable: false,
    reporter: 'connector',
  },
  delete_limit_exceeded: {
    message: 'The deletion was not sent: the run reached its limit of deletions.',
    remedy: 'Check that the deletions are intended, then raise maxDeletes or split the run.',
    retryable: false,
    reporter: 'connector',
  },
  not_in_mode: {
    message: 'The mode does not act on this kind of change.',
    remedy: 'Nothing to do. Use Mirror mode to act on additions and removals alike.',
    retryable: false,
    reporter: 'connector',
  },
  superseded: {
    message: 'Another row of the same change-set wants this segment, so it was not removed.',
    remedy: 'Nothing to do, unless the segment should go: then send its removal without the contradicting row.',
    retryable: false,
    reporter: 'connector',
  },
  duplicate_segment_code: {
    message: 'A segment with this code already exists with other values.',
    remedy: 'Segment codes are unique within an import. Use Upsert mode to update existing segments.',
    retryable: false,
    reporter: 'permutive',
  },
  rejected_by_permutive: {
    message: 'Permutive refused the operation.',
    remedy:
      "Read Permutive's message, correct the row and send it again. Common causes are invalid segment codes and missing fields.",
    retryable: false,
    reporter: 'permutive',
  },
  payload_too_large: {
    message: 'Permutive finds even this single operation too large.',
    remedy: 'Shorten the description or the categories of the row.',
    retryable: false,
    reporter: 'permutive',
  },
  rate_limited: {
    message: 'Permutive is limiting requests.',
    remedy: 'Run again after the time given. If it happens often, reduce the sync frequency or the batch size.',
    retryable: true,
    reporter: 'permutive',
  },
  service_unavailable: {
    message: 'Permutive could not process the request.',
    remedy: 'Run again later; what is already in place will be recognised.',
    retryable: true,
    reporter: 'permutive',
  },
  network_error: {
    message: 'Permutive could not be reached.',
    remedy: 'Check the network, proxy and firewall between this host and Permutive, then run again.',
    retryable: true,
    reporter: 'connector',
  },
  timeout: {
    message: 'Permutive did not answer in time.',
    remedy: 'Run again later; raise timeoutMs or reduce batchSize if it happens often.',
    retryable: true,
    reporter: 'connector',
  },
  unexpected_response: {
    message: 'Permutive gave an answer that cannot be understood.',
    remedy: 'Run again later. If it persists, check the base URL and give the request id to Permutive support.',
    retryable: true,
    reporter: 'connector',
  },
  outcome_unknown: {
    message: 'It could not be learned whether the operation took effect.',
    remedy: 'Run the same rows again: what is already in place will be recognised.',
    retryable: true,
    reporter: 'connector',
  },
  cancelled: {
    message: 'The run was cancelled before the row was sent.',
    remedy: 'Run again to send the remaining rows.',
    retryable: true,
    reporter: 'connector',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

// Object.keys is typed string[]; the catalogue is a closed literal, so its keys are exactly ErrorCode.
export const ERROR_CODES = Object.keys(ERROR_CATALOGUE) as ErrorCode[];

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
  { $id: 'ErrorDetail', additionalProperties: false },
);
/** One error, complete: what failed, on what, what to do next. Free of secrets. */
export type ErrorDetail = Static<typeof ErrorDetailSchema>;

/** What a caller may add to a catalogue entry. */
export type ErrorSpecifics = Partial<
  Pick<ErrorDetail, 'field' | 'httpStatus' | 'requestId' | 'retryAfterMs' | 'reporter'>
> & {
  /** Replaces the catalogue's message. */
  readonly message?: string;
};

/** Builds an {@link ErrorDetail} from the catalogue; the only way the connector makes one. */
export function errorDetail(code: ErrorCode, specifics: ErrorSpecifics = {}): ErrorDetail {
  const { message, remedy, retryable, reporter } = ERROR_CATALOGUE[code];
  return { code, message, remedy, retryable, reporter, ...specifics };
}

/** One wrong setting and what is wrong with it. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/**
 * What write() rejects with when it cannot start (T-10). `code` is of the catalogue; `fieldErrors` names each wrong setting.
 */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fieldErrors: readonly FieldError[];

  constructor(code: ErrorCode, fieldErrors: readonly FieldError[] = []) {
    const { message, remedy, retryable } = ERROR_CATALOGUE[code];
    super([message, ...fieldErrors.map((fault) => `${fault.field}: ${fault.message}`)].join(' '));
    this.code = code;
    this.remedy = remedy;
    this.retryable = retryable;
    this.fieldErrors = fieldErrors;
  }
}
