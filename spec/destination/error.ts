/** A string of which the common members are known, and others are allowed: an editor offers the ones, a compiler takes all. */
export type Open<Known extends string> = Known | (string & {});

/** Error codes that mean the same for any destination. A destination adds those of its own. */
export type CommonErrorCode =
  | 'invalid_config'
  | 'invalid_target'
  | 'invalid_mode'
  | 'invalid_delivery'
  | 'authentication_failed'
  | 'insufficient_permissions'
  | 'invalid_row'
  | 'missing_change'
  | 'invalid_field'
  | 'delete_limit_exceeded'
  | 'not_in_mode'
  | 'superseded'
  | 'not_isolated'
  | 'blocked'
  | 'unprocessable'
  | 'payload_too_large'
  | 'rate_limited'
  | 'service_unavailable'
  | 'network_error'
  | 'timeout'
  | 'unexpected_response'
  | 'outcome_unknown'
  | 'cancelled';

/** One error, complete: what failed, on what, what to do next. Free of secrets. */
export interface DestinationError<Code extends string = Open<CommonErrorCode>> {
  code: Code;
  message: string;
  remedy: string;
  /** Whether the same row, sent again unchanged, can succeed. */
  retryable: boolean;
  /** Who found the fault: `connector`, or the service by its id. */
  reporter: string;
  field?: string | undefined;
  httpStatus?: number | undefined;
  requestId?: string | undefined;
  retryAfterMs?: number | undefined;
}
