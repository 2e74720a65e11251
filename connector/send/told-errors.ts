import { finite, list, own, record, text } from './json.ts';

/** An error that a 2xx carries inside: it says something of one operation, or of all (T-3). */
export interface ToldError {
  readonly code: string | undefined;
  readonly index: number | undefined;
  readonly message: string;
}

/** The errors that an object carries under either name. */
export const errorsOf = (told: Readonly<Record<string, unknown>>): readonly ToldError[] => [
  ...errorsIn(own(told, 'error')),
  ...errorsIn(own(told, 'errors')),
];

/** Errors in any of the forms that are about: a list, one, or texts. Empty ones say nothing. */
function errorsIn(told: unknown): readonly ToldError[] {
  if (told === undefined || told === null || told === false || told === '') return [];
  const one = record(told);
  if (one !== undefined && Object.keys(one).length === 0) return [];
  return (list(told) ?? [told]).map(errorIn);
}

function errorIn(told: unknown): ToldError {
  const error = record(told);
  if (error === undefined) return { code: undefined, index: undefined, message: text(told) ?? 'an error' };
  const inner = record(own(error, 'error')) ?? error;
  return {
    code: text(own(error, 'segment_code') ?? own(error, 'segmentCode') ?? own(error, 'code')),
    index: finite(own(error, 'index') ?? own(error, 'position')),
    message: text(own(inner, 'message') ?? own(inner, 'detail') ?? own(error, 'error')) ?? 'an error without a message',
  };
}
