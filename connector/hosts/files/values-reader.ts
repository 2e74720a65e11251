import { type ColumnChoice, chooseColumns } from './column-choice.ts';
import { type SaidColumns, saidHeadings } from './column-option.ts';
import { type Column, ID, NOTHING, nameOf, normalised, type Said, type Values } from './columns.ts';
import type { RawRow } from './raw-row.ts';
import { shownValue } from './shown-value.ts';
import { GUARD_COLUMN, unguarded } from './spreadsheet-guard.ts';

/**
 * What a raw row holds under our names; or why it cannot be read, with what stands under our names all the same; or nothing, for a row without
 * any value (F-9).
 */
export type ReadValues =
  | { readonly line: number; readonly id: unknown; readonly values: Values }
  | { readonly line: number; readonly problem: string; readonly id?: unknown; readonly values?: Values }
  | undefined;

export interface ValuesReader {
  readonly choice: ColumnChoice;
  read(row: RawRow): ReadValues;
}

/** Reads the records of a CSV by the place of their values. */
export class CellsReader implements ValuesReader {
  readonly choice: ColumnChoice;
  readonly #headings: readonly string[];
  readonly #columns: readonly (Column | undefined)[];
  /** Columns up to the last that is named: those after it may be missing. */
  readonly #named: number;
  readonly #guard: number;

  /** `first`: the rows by which it is told whether columns without a name hold something (F-8). */
  constructor(headings: readonly string[], said: SaidColumns, first: readonly RawRow[] = []) {
    const choice = chooseColumns(headings, saidHeadings(said, headings));
    this.choice = { ...choice, unused: [...choice.unused, ...unnamedIn(headings, first)] };
    this.#headings = headings;
    // A heading that stands twice means its first column.
    this.#columns = headings.map((heading, index) =>
      headings.indexOf(heading) === index ? choice.by.get(heading) : undefined,
    );
    this.#named = headings.findLastIndex((heading) => heading !== '') + 1;
    this.#guard = headings.indexOf(GUARD_COLUMN);
  }

  read(row: RawRow): ReadValues {
    if (row.kind === 'unreadable') return row;
    if (row.kind === 'object') return { line: row.line, problem: 'is no line of CSV' };
    const { line, cells } = row;
    const columns = this.#columns;
    if (cells.length !== columns.length) {
      if (cells.every(isBlank)) return undefined;
      // Values may stand under the wrong heading here: guessing could rename or remove the wrong segment.
      const beyond = cells.slice(columns.length).filter((cell) => !isBlank(cell));
      if (cells.length < this.#named || beyond.length > 0)
        return { ...this.#valuesIn(line, cells), line, problem: miscounted(cells.length, columns.length, beyond) };
    }
    if (this.#isHeading(cells)) return { line, problem: 'is the heading once more, as where files were put together' };
    return this.#valuesIn(line, cells);
  }

  /** What stands under our names; nothing where nothing stands anywhere. */
  #valuesIn(line: number, cells: readonly string[]): ReadValues {
    const columns = this.#columns;
    const guard = this.#guard >= 0 && cells[this.#guard] === 'yes';
    const values = noValues();
    let id: unknown;
    let some = false;
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index];
      const cell = cells[index] ?? '';
      if (cell === '') continue;
      some ||= !isBlank(cell);
      if (column === 'row_id') id = cell;
      else if (column !== undefined) values[column] = guard ? unguarded(cell) : cell;
    }
    return some ? { line, id, values } : undefined;
  }

  #isHeading(cells: readonly string[]): boolean {
    const [first = ''] = this.#headings;
    const [cell = ''] = cells;
    if ((cell.charCodeAt(0) === MARK ? cell.replace(MARKS, '') : cell) !== first) return false;
    return this.#headings.every((heading, index) => index === 0 || cells[index]?.trim() === heading);
  }
}

/** What is wrong with the number of values; those that no column is left for are named, for they stand nowhere else. */
function miscounted(values: number, columns: number, beyond: readonly string[]): string {
  const more = beyond.length === 0 ? '' : `; beyond the last column: ${shownValue(beyond.join(', '))}`;
  return `has ${values} ${values === 1 ? 'value' : 'values'} where the heading names ${columns} columns${more}`;
}

/** A byte order mark, which stands in the middle where files were put together. */
const MARK = 0xfeff;
const MARKS = /^\ufeff+/;

/** Columns without a name that hold something: an index that a program has written, most likely. */
function unnamedIn(headings: readonly string[], rows: readonly RawRow[]): string[] {
  const unnamed = headings.flatMap((heading, index) => (heading === '' ? [index] : []));
  const isGiven = (index: number) => rows.some((row) => row.kind === 'cells' && !isBlank(row.cells[index] ?? ''));
  return unnamed.filter(isGiven).map((index) => `column ${index + 1} (no heading)`);
}

/** All fields from the first: an object that grows a field at a time costs a tenth of a sync. */
const noValues = (): Values & { rowId: undefined } => ({
  rowId: undefined,
  change: undefined,
  segment_code: undefined,
  segment_name: undefined,
  description: undefined,
  cpm: undefined,
  categories: undefined,
});

const isBlank = (cell: string): boolean => cell === '' || cell.trim() === '';

/** Where records may be wrapped (F-7). */
const WRAPPERS = ['record', 'data', 'fields'] as const;
export type Wrapper = (typeof WRAPPERS)[number];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The wrapper that every one of these rows has. */
export function wrapperOf(rows: readonly RawRow[]): Wrapper | undefined {
  const objects = rows.flatMap((row) => (row.kind === 'object' ? [row.fields] : []));
  if (objects.length === 0) return undefined;
  const ownFields = objects.some((fields) => Object.keys(fields).some((key) => nameOf(key)?.exact));
  return ownFields ? undefined : WRAPPERS.find((name) => objects.every((fields) => isObject(own(fields, name))));
}

const own = (fields: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(fields, key) ? fields[key] : undefined;

/** The fields of a row, out of their wrapper. */
export function unwrapped(fields: Readonly<Record<string, unknown>>, wrapper: Wrapper | undefined) {
  const inner = wrapper === undefined ? undefined : own(fields, wrapper);
  return isObject(inner) ? inner : fields;
}

type Meaning = { readonly column: Column; readonly rank: number } | undefined;

/** Reads objects by their keys, each for itself: rows of one file may be spelled differently. */
export class FieldsReader implements ValuesReader {
  readonly choice: ColumnChoice;
  readonly #wrapper: Wrapper | undefined;
  readonly #meanings = new Map<string, Meaning>();
  readonly #said: ReadonlyMap<string, Said>;

  constructor(keys: readonly string[], said: SaidColumns, wrapper: Wrapper | undefined) {
    this.#wrapper = wrapper;
    this.#said = saidHeadings(said, keys);
    const { unused, by, ...choice } = chooseColumns(keys, this.#said);
    const wanted = (key: string) => nameOf(key) !== undefined && !rivalled(key, keys);
    this.choice = { ...choice, by, contested: [], unused: unused.filter((key) => !wanted(key) || this.#said.has(key)) };
  }

  read(row: RawRow): ReadValues {
    if (row.kind === 'unreadable') return row;
    if (row.kind === 'cells') return { line: row.line, problem: 'is no object' };
    const { line } = row;
    const fields = unwrapped(row.fields, this.#wrapper);
    const values: Values = {};
    const ranks: Partial<Record<Column, { rank: number; key: string }>> = {};
    let id: unknown;
    let some = false;
    for (const key of Object.keys(fields)) {
      const value = fields[key];
      if (value === null || value === '' || value === undefined) continue;
      some = true;
      const meaning = this.#meaningOf(key);
      if (meaning === undefined) continue;
      const { column, rank } = meaning;
      const before = ranks[column];
      if (before !== undefined && before.rank === rank)
        return { line, problem: `has two fields for ${column}: ${before.key} and ${key}` };
      if (before !== undefined && before.rank < rank) continue;
      if (column === 'row_id') id = value;
      else values[column] = value;
      ranks[column] = { rank, key };
    }
    return some ? { line, id, values } : undefined;
  }

  #meaningOf(key: string): Meaning {
    if (this.#meanings.has(key)) return this.#meanings.get(key);
    const meaning = this.#findMeaning(key);
    if (this.#meanings.size < 10_000) this.#meanings.set(key, meaning); // Keys of a file of nonsense have no end.
    return meaning;
  }

  #findMeaning(key: string): Meaning {
    const said = this.#said.get(key);
    if (said !== undefined) return said === NOTHING ? undefined : { column: said, rank: 0 };
    const named = nameOf(key);
    if (named !== undefined)
      return [...this.#said.values()].includes(named.column)
        ? undefined
        : { column: named.column, rank: named.exact ? 1 : 2 };
    const column = normalised(key) === ID ? this.choice.by.get(key) : undefined;
    return column === undefined ? undefined : { column, rank: 3 };
  }
}

/** Whether another key names the same column better. */
const rivalled = (key: string, keys: readonly string[]): boolean => {
  const named = nameOf(key);
  return (
    named !== undefined &&
    !named.exact &&
    keys.some((other) => nameOf(other)?.column === named.column && nameOf(other)?.exact)
  );
};
