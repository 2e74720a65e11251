import { type ErrorCode, type ErrorDetail, errorDetail } from '../../../spec/host/errors.ts';
import { type CategorySeparators, categoriesIn, jsonListIn } from './category-cell.ts';
import { changeMeantBy } from './change-words.ts';
import type { ValueColumn, Values } from './columns.ts';
import { isNullWord, withoutFormula } from './damage.ts';
import { type Decimals, withPoint } from './decimal-comma.ts';
import type { FileRow, RowValues } from './file-row.ts';
import { shownValue } from './shown-value.ts';
import type { ReadValues } from './values-reader.ts';

/** How the values of a file are read: decided once, from what was looked at. */
export interface Reading {
  /** What a row is called: a line, or in a JSON array a row. */
  readonly unit: 'line' | 'row';
  /** Ours, Permutive's or NDJSON: nothing of it is read otherwise than it stands (F-14). */
  readonly asItStands: boolean;
  /** Whether values are text in cells. */
  readonly cells: boolean;
  readonly decimals: Decimals;
  readonly categories: CategorySeparators;
  /** Whether rows without code and name are the target's own segment (F-9). */
  readonly targetOnly: boolean;
  /** Whether a removal may go by a code made from its name (F-9). */
  readonly removalsByName: boolean;
}

const CORRECT = 'Correct the line in the file and sync it again.';

/** Makes rows of a file into rows for the connector; values that need no second reading are left to its own rules (S-1). */
export class RowReader {
  readonly #reading: Reading;
  #ownIds = false;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  read(row: NonNullable<ReadValues>): FileRow {
    const { line } = row;
    if ('problem' in row) {
      const refused = this.#refusal(line, 'invalid_row', row.problem);
      const values = row.values as RowValues | undefined; // Whatever they are, the row is refused.
      return { line, rowId: this.#idOf(row.id, line), refused, ...(values && { values }) };
    }
    const rowId = this.#idOf(row.id, line);
    const read = this.#valuesOf(row.values, line);
    if ('refused' in read) return { line, rowId, ...read };
    const missing = this.#missing(read.values, line);
    return missing === undefined
      ? { line, rowId, values: read.values }
      : { line, rowId, values: read.values, refused: missing };
  }

  /** Works on the values in place: they were read for this row alone. */
  #valuesOf(values: Values, line: number): { values: RowValues } | { refused: ErrorDetail; values: RowValues } {
    const { asItStands, cells } = this.#reading;
    let refused: ErrorDetail | undefined;
    if (cells && !asItStands) refused = this.#readForeign(values, line);
    else if (cells && typeof values.categories === 'string')
      values.categories = jsonListIn(values.categories) ?? values.categories;
    const { change } = values;
    if (typeof change === 'string') {
      const word = change.trim();
      const meant = word === '' ? undefined : changeMeantBy(word);
      if (meant === undefined && word !== '')
        refused ??= this.#refusedValue(values, line, 'invalid_row', 'change', 'it is none of added, changed, removed');
      else values.change = meant;
    }
    const row = values as RowValues; // `change` is one of its three words now, or the row is refused.
    return refused === undefined ? { values: row } : { refused, values: row };
  }

  /** What a spreadsheet or a warehouse makes of values (F-2, F-12); the first that cannot be read refuses the row. */
  #readForeign(values: Values, line: number): ErrorDetail | undefined {
    const { decimals, categories: separators } = this.#reading;
    let refused: ErrorDetail | undefined;
    for (const column of Object.keys(values) as ValueColumn[]) this.#repair(values, column); // Its keys are columns.
    const { segment_code: code, cpm, categories } = values;
    if (typeof code === 'string' && isNullWord(code))
      refused = this.#refusedValue(
        values,
        line,
        'invalid_segment_code',
        'segment_code',
        'a word for "nothing" is no code',
      );
    if (typeof cpm === 'string' && decimals === 'comma') {
      const price = withPoint(cpm.trim());
      if (price === undefined)
        refused ??= this.#refusedValue(values, line, 'invalid_field', 'cpm', 'the other prices have a decimal comma');
      else values.cpm = price;
    }
    if (typeof categories === 'string') {
      const list = categoriesIn(categories.trim(), separators);
      if (list === undefined)
        refused ??= this.#refusedValue(
          values,
          line,
          'invalid_field',
          'categories',
          'the other rows separate them by | or ;',
        );
      else values.categories = list;
    }
    return refused;
  }

  #refusedValue(values: Values, line: number, code: ErrorCode, column: ValueColumn, problem: string): ErrorDetail {
    return this.#refusal(line, code, `has ${shownValue(values[column])} in ${column}: ${problem}`, column);
  }

  /** Formulas that hold a text, and words for "nothing" (F-12). */
  #repair(values: Values, column: ValueColumn): void {
    const value = values[column];
    if (typeof value !== 'string') return;
    const text = withoutFormula(value);
    if (column !== 'segment_code' && isNullWord(text)) values[column] = undefined;
    else values[column] = text;
  }

  /** F-9: no row of a file takes its code from the target, unless it has nothing else. */
  #missing(values: RowValues, line: number): ErrorDetail | undefined {
    const { targetOnly, removalsByName } = this.#reading;
    if (isGiven(values.segment_code)) return undefined;
    if (!isGiven(values.segment_name)) {
      if (targetOnly) return undefined;
      return this.#refusal(
        line,
        'missing_segment_code',
        'has neither a segment code nor a segment name',
        'segment_code',
      );
    }
    if (values.change !== 'removed' || removalsByName) return undefined;
    return this.#refusal(
      line,
      'missing_segment_code',
      'is to be removed and has no segment code of its own',
      'segment_code',
    );
  }

  #refusal(line: number, code: ErrorCode, problem: string, field?: ValueColumn): ErrorDetail {
    const { unit } = this.#reading;
    const message = `${unit === 'line' ? 'Line' : 'Row'} ${line.toLocaleString('en-US')} ${problem}.`;
    const detail = errorDetail(code, { message, ...(field !== undefined && { field }) });
    return code === 'invalid_row' ? { ...detail, remedy: CORRECT } : detail;
  }

  #idOf(id: unknown, line: number): string {
    this.#ownIds ||= id !== undefined;
    const own = typeof id === 'string' ? id.trim() : typeof id === 'number' ? String(id) : '';
    return own === '' ? this.#lineId(line) : own;
  }

  /** In a file whose rows have ids of their own the number alone could be mistaken for one. */
  #lineId(line: number): string {
    return this.#ownIds ? `${this.#reading.unit} ${line}` : String(line);
  }
}

const EMPTY = /^[\s\p{Cf}]*$/u;
export const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && !(typeof value === 'string' && (value === '' || EMPTY.test(value)));
