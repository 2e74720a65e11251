import { ERROR_CATALOGUE, type ErrorCode } from './catalogue.ts';
import { type ErrorDetail, errorDetail } from './detail.ts';

/** One wrong setting and what is wrong with it. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/**
 * What write() rejects with when it cannot start (T-10), and segments() and options() when Permutive does not tell. `code` is of
 * the catalogue; `fieldErrors` names each wrong setting.
 */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fieldErrors: readonly FieldError[];
  /** All that is known: status, id of the request, time to wait. */
  readonly detail: ErrorDetail;

  constructor(
    code: ErrorCode,
    fieldErrors: readonly FieldError[] = [],
    message: string = [
      ERROR_CATALOGUE[code].message,
      ...fieldErrors.map((fault) => `${fault.field}: ${fault.message}`),
    ].join(' '),
    detail: ErrorDetail = errorDetail(code, { message }),
  ) {
    super(message);
    this.code = code;
    this.remedy = detail.remedy;
    this.retryable = detail.retryable;
    this.fieldErrors = fieldErrors;
    this.detail = detail;
  }

  /** What a request came to, as an error to throw. */
  static of(detail: ErrorDetail): ConnectorError {
    return new ConnectorError(detail.code, [], detail.message, detail);
  }
}
