import { finite, list, own, record, text } from './json.ts';

/** An error that a 2xx carries inside: it says something of one operation, or of all (T-3). */
interface ToldError {
  readonly code: string | undefined;
  readonly index: number | undefined;
  readonly message: string;
}

/** What a 2xx to a batch says. None of it is believed here: recover/ weighs it (T-3). */
export interface BatchAnswer {
  readonly status: number;
  /** `empty`: no body, as with 204. `too_long`: more than is read of it. */
  readonly body: 'read' | 'empty' | 'too_long';
  /** What it lists; absent when it lists nothing at all. Each is read when it is compared: thousands would outlive their use. */
  readonly items: readonly unknown[] | undefined;
  readonly errors: readonly ToldError[];
  readonly requestId: string | undefined;
}

/** What the answer's JSON says, or nothing when it is no object, or has `items` that are no list. */
export function readBatchAnswer(json: unknown, status: number): BatchAnswer | undefined {
  const answer = record(json);
  const told = answer && (own(answer, 'items') ?? undefined);
  const items = list(told);
  if (answer === undefined || (told !== undefined && items === undefined)) return undefined;
  return {
    status,
    body: 'read',
    items,
    errors: [...errorsIn(own(answer, 'error')), ...errorsIn(own(answer, 'errors'))],
    requestId: text(own(answer, 'request_id') ?? own(answer, 'requestId')),
  };
}

/** An answer without anything that can be read. */
export const wordlessAnswer = (status: number, body: 'empty' | 'too_long'): BatchAnswer => ({
  status,
  body,
  items: undefined,
  errors: [],
  requestId: undefined,
});

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
