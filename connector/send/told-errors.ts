import { finite, list, own, record, text } from './json.ts';

/** An error that a 2xx carries inside: it says something of one operation, or of all (T-3). */
export interface ToldError {
  readonly code: string | undefined;
  readonly index: number | undefined;
  readonly message: string;
}

type Json = Readonly<Record<string, unknown>>;

/** The errors that an object carries under either name. */
export const errorsOf = (told: Json): readonly ToldError[] => [
  ...errorsIn(own(told, 'error')),
  ...errorsIn(own(told, 'errors')),
];

/** Whether an entry of a list tells of an error of its own. Read as it is, for there may be thousands. */
export function refusesItself(entry: unknown): entry is Json {
  const told = record(entry);
  if (told === undefined) return false;
  if (told['error'] === undefined && told['errors'] === undefined && told['status'] === undefined) return false;
  return (finite(own(told, 'status')) ?? 0) >= 400 || errorsOf(told).length > 0;
}

/** The errors of an entry that refuses itself: they are about the code that it names. */
export function errorsOfEntry(entry: Json): readonly ToldError[] {
  const { code, index } = placeIn(entry);
  const errors = errorsOf(entry);
  const status = finite(own(entry, 'status'));
  const messages = errors.length > 0 ? errors.map(({ message }) => message) : [wordsOf(entry) ?? `HTTP ${status}.`];
  return messages.map((message) => ({ code, index, message }));
}

/** Errors in any of the forms that are about: a list, one, texts, or by code. Empty ones, and a count of none, say nothing. */
function errorsIn(told: unknown): readonly ToldError[] {
  if (told === undefined || told === null || told === false || told === '' || told === 0) return [];
  const listed = list(told);
  if (listed !== undefined) return listed.map(errorIn);
  const one = record(told);
  return one === undefined || isError(one) ? [errorIn(told)] : Object.entries(one).map(errorUnder);
}

const WORDS = ['message', 'detail', 'reason', 'title', 'error', 'errors'];
const isError = (told: Json): boolean => ['code', 'status', ...WORDS].some((name) => Object.hasOwn(told, name));

/** One of many that are told under the codes, the places or the fields that they are about. */
const errorUnder = ([key, told]: [string, unknown]): ToldError => ({
  code: key,
  index: /^\d{1,4}$/.test(key) ? Number(key) : undefined,
  message: `${key}: ${wordsOf(told) ?? 'an error'}`,
});

function errorIn(told: unknown): ToldError {
  const error = record(told);
  if (error === undefined) return { code: undefined, index: undefined, message: text(told) ?? 'an error' };
  return { ...placeIn(error), message: wordsOf(error) ?? 'an error without a message' };
}

/** What an error is about: the code or the place of an operation. */
function placeIn(error: Json): Pick<ToldError, 'code' | 'index'> {
  const operation = record(own(error, 'operation'));
  const [segment] = ['segment', 'data'].map((name) => record(own(error, name))).filter((told) => told !== undefined);
  const within = segment ?? (operation && (record(own(operation, 'data')) ?? operation));
  return {
    code: text(own(error, 'segment_code') ?? own(error, 'segmentCode') ?? own(within ?? error, 'code')),
    index: finite(own(error, 'index') ?? own(error, 'position') ?? own(error, 'operation')),
  };
}

/** How deep words are looked for: `{ errors: [{ error: { message } }] }`. */
const DEEPEST = 4;

/** The words of an error, however they are wrapped. */
function wordsOf(told: unknown, depth = 0): string | undefined {
  if (typeof told === 'string') return told || undefined;
  if (depth === DEEPEST) return undefined;
  if (Array.isArray(told)) {
    const words = told.map((one) => wordsOf(one, depth + 1)).filter((one) => one !== undefined);
    return words.length > 0 ? words.join(' ') : undefined;
  }
  const error = record(told);
  if (error === undefined) return undefined;
  const inner = record(own(error, 'error'));
  for (const name of WORDS) {
    const words = wordsOf((inner && own(inner, name)) ?? own(error, name), depth + 1);
    if (words !== undefined) return words;
  }
  return undefined;
}
