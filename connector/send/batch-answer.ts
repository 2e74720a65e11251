import { list, own, record, text } from './json.ts';
import { errorsOf, errorsOfEntry, refusesItself, type ToldError } from './told-errors.ts';

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
  const refused = items?.filter(refusesItself) ?? [];
  // Some tell of each operation, in the order that was asked in, and list no segments.
  const results = items === undefined ? (list(own(answer, 'results')) ?? []) : [];
  return {
    status,
    body: 'read',
    items: refused.length === 0 ? items : items?.filter((entry) => !refusesItself(entry)),
    errors: [...errorsOf(answer), ...refused.flatMap(errorsOfEntry), ...results.flatMap(errorsOfResult)],
    requestId: text(own(answer, 'request_id') ?? own(answer, 'requestId')),
  };
}

const errorsOfResult = (result: unknown, at: number): readonly ToldError[] =>
  refusesItself(result) ? errorsOfEntry(result).map(({ index = at, ...error }) => ({ ...error, index })) : [];

/** An answer without anything that can be read. */
export const wordlessAnswer = (status: number, body: 'empty' | 'too_long'): BatchAnswer => ({
  status,
  body,
  items: undefined,
  errors: [],
  requestId: undefined,
});
