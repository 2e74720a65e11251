import type { ChangeRow } from '../../../spec/host/change-set.ts';
import { MAX_CHARACTERS } from '../../../spec/taxonomy/limits.ts';
import type { ConfiguredStream } from './catalog.ts';
import { SEGMENT_COLUMNS } from './columns.ts';
import { valueAt } from './json-members.ts';

/** The fields that are text at Permutive: a long integer in them is a spelling, not a quantity. */
const TEXTS: readonly string[] = ['segment_code', 'segment_name', 'description'];

/**
 * A record as a row change. `line` is the text it was read from.
 *
 * @throws {Fault} two of its columns could be the same field.
 */
export function rowOf(
  data: Readonly<Record<string, unknown>>,
  line: string,
  rowId: string,
  stream: ConfiguredStream,
): ChangeRow {
  const columns = stream.columns.in(data);
  const valueFor = (role: Parameters<typeof columns.get>[0]): unknown => {
    const name = columns.get(role);
    return name === undefined ? undefined : data[name];
  };
  const removed =
    stream.does === 'remove' || (valueFor('cdc_deleted') ?? null) !== null || saysDeleted(valueFor('deleted'));
  const row: Record<string, unknown> & ChangeRow = { rowId, change: removed ? 'removed' : 'added' };
  for (const field of SEGMENT_COLUMNS) {
    const name = columns.get(field);
    if (name === undefined) continue;
    const value = data[name];
    row[field] = isRounded(value) && TEXTS.includes(field) ? (exactInteger(line, name) ?? value) : value;
  }
  return row;
}

/** true, a number other than 0, or a text other than these; a time at which it was deleted counts. */
function saysDeleted(value: unknown): boolean {
  if (typeof value === 'string') return !['', 'false', '0', 'no'].includes(value.trim().toLowerCase());
  return value === true || (typeof value === 'number' && value !== 0);
}

/** An integer that `JSON.parse` may have rounded. */
const isRounded = (value: unknown): boolean => Number.isInteger(value) && !Number.isSafeInteger(value);

/** As many digits as a code may have (S-5). */
const INTEGER = new RegExp(String.raw`^-?\d{1,${MAX_CHARACTERS}}$`);

/** the integer as the line spells it. Nothing where it spells no plain integer: then the value is refused, not guessed. */
function exactInteger(line: string, column: string): bigint | undefined {
  const value = valueAt(line, 'record', 'data', column);
  const digits = value === undefined ? '' : line.slice(value.start, value.end);
  return INTEGER.test(digits) ? BigInt(digits) : undefined;
}
