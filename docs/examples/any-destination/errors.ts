/** What may go wrong with any service. */
import type { DestinationError } from 'destination-permutive/spec';

/** Of each error: what it is about, whether the same row can succeed later, who found it, what failed, what to do. */
const ERRORS = {
  invalid_config: ['run', false, 'connector', 'The settings are not valid.', 'Correct the fields that are named.'],
  invalid_target: ['run', false, 'connector', 'A sync has no settings here.', 'Remove the fields that are named.'],
  invalid_delivery: ['run', false, 'connector', 'The delivery options are not valid.', 'Correct those that are named.'],
  invalid_mode: ['run', false, 'connector', 'This cannot be done.', 'Choose upsert, remove or mirror; no dry run.'],
  authentication_failed: ['run', false, 'service', 'The token is not accepted.', 'Make a new one.'],
  insufficient_permissions: ['run', false, 'service', 'The token may only read.', 'Let it write.'],
  invalid_row: ['row', false, 'connector', 'The row cannot be read.', 'Send rowId, its key and a known change.'],
  missing_change: ['row', false, 'connector', 'The row names no change.', 'Send one with each row of a mirror.'],
  invalid_field: ['row', false, 'connector', 'A value cannot be used.', 'Correct the column that is named.'],
  not_in_mode: ['row', false, 'connector', 'The mode leaves such rows out.', 'Choose another mode if it should not.'],
  superseded: ['row', false, 'connector', 'Another row wants it to be there.', 'Nothing: it stays.'],
  refused: ['row', false, 'service', 'The service refuses it.', 'Correct what its words name.'],
  rate_limited: ['run', true, 'service', 'The service asks to wait.', 'Run again when that time is over.'],
  service_unavailable: ['run', true, 'service', 'The service failed.', 'Run again later.'],
  unexpected_response: ['run', true, 'service', 'The answer is not understood.', 'Run again; then ask their support.'],
  network_error: ['run', true, 'connector', 'The service was not reached.', 'Check the network, then run again.'],
  timeout: ['run', true, 'connector', 'The service did not answer in time.', 'Run again later.'],
  outcome_unknown: ['run', true, 'connector', 'It is unknown whether it took effect.', 'Run again: no harm is done.'],
  cancelled: ['run', true, 'connector', 'The run was cancelled before it was sent.', 'Run again.'],
} as const;
export type Code = keyof typeof ERRORS;
export type Problem = DestinationError<Code>;
export type ErrorOf = (code: Code, more?: Partial<Problem>) => Problem;
const CODES = Object.keys(ERRORS) as Code[]; // Object.keys is typed string[].

/** The errors of a connector: they name its service, and say in its own words what to do there. */
export function errorsFor(service: string, remedies: Partial<Record<Code, string>>) {
  const entryOf = (code: Code) => {
    const [scope, retryable, by, message, remedy] = ERRORS[code];
    const reporter = by === 'service' ? service : by;
    return { code, scope, retryable, reporter, message, remedy: remedies[code] ?? remedy };
  };
  const errorOf: ErrorOf = (code, more = {}) => {
    const { scope: _scope, ...entry } = entryOf(code);
    return { ...entry, ...more };
  };
  return { errorOf, errors: CODES.map(entryOf) };
}
