import { ERROR_CATALOGUE, type ErrorCode } from './catalogue.ts';

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
