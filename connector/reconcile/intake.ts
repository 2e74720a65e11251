import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { MAX_CHARACTERS } from '../../spec/taxonomy/limits.ts';
import { desiredBy, NAMES_OPTIONAL } from '../plan/desired.ts';
import { problemOfCode } from '../plan/segment-code.ts';
import { Problem, readText } from '../plan/text.ts';
import type { Values } from './fields.ts';
import type { ListRow } from './request.ts';

/** A row of the list, read. */
export type ReadRow =
  /** `code` is there where it could be read; without it, nobody knows what segment the row stands for. */
  | { readonly kind: 'failed'; readonly rowId: string; readonly code: string | undefined; readonly error: ErrorDetail }
  | { readonly kind: 'wanted'; readonly rowId: string; readonly code: string; readonly wanted: Values };

/** Reads one row of a list by write()'s own rules (S-1 to S-8); a code of its own it must have (R-4). */
export function readRow(raw: unknown): ReadRow {
  try {
    return read(raw);
  } catch {
    const message = 'The row throws when it is read.';
    return { kind: 'failed', rowId: '', code: undefined, error: errorDetail('invalid_row', { message }) };
  }
}

function read(raw: unknown): ReadRow {
  if (typeof raw !== 'object' || raw === null) {
    const error = errorDetail('invalid_row', { message: 'The row is not an object.' });
    return { kind: 'failed', rowId: '', code: undefined, error };
  }
  // Each field is read once: what is asked again could answer otherwise.
  const { rowId: id, segment_code, segment_name, description, cpm, categories, refused } = raw as Partial<ListRow>;
  const rowId = typeof id === 'string' ? id : '';
  const code = readText(segment_code, MAX_CHARACTERS);
  const readable = typeof code === 'string' && problemOfCode(code) === undefined ? code : undefined;
  const failed = (error: ErrorDetail): ReadRow => ({ kind: 'failed', rowId, code: readable, error });
  if (typeof id !== 'string') return failed(errorDetail('invalid_row', { field: 'rowId' }));
  if (refused !== undefined) return failed(refused);
  if (code === undefined) {
    const message =
      'The row has no segment code of its own. In a full list each needs one: a code made from the name changes with it.';
    return failed(errorDetail('missing_segment_code', { field: 'segment_code', message }));
  }
  if (code instanceof Problem) {
    const message = `The value of segment_code ${code.text}.`;
    return failed(errorDetail('invalid_field', { field: 'segment_code', message }));
  }
  const row = { segment_code: code, segment_name, description, cpm, categories };
  const desired = desiredBy(row, rowId, {
    mode: 'upsert',
    target: NAMES_OPTIONAL,
    changeSetId: undefined,
    redact: asIs,
  });
  if (desired.state !== 'present')
    return failed(desired.state === 'absent' ? errorDetail('invalid_row') : desired.error);
  const { name, description: text, cpm: price, categories: list } = desired;
  return { kind: 'wanted', rowId, code, wanted: { name, description: text, cpm: price, categories: list } };
}

/** Results pass through write()'s redaction or the room's. */
const asIs = (text: string): string => text;
