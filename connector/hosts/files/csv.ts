import { parse } from 'csv-parse/sync';
import { UsageError } from '../usage-error.ts';
import { COLUMNS, type Column, columnOf } from './columns.ts';
import { type CsvRecord, CsvRecords } from './csv-records.ts';
import type { InputRow, Values } from './input-row.ts';
import type { Line } from './lines.ts';
import { GUARD_COLUMN, unguarded } from './spreadsheet-guard.ts';

/** Reads CSV: a heading line, then a row a record. Comma, or where the heading has none semicolon or tab, as spreadsheets write them. */
export class CsvReader {
  readonly #warn: (message: string) => void;
  #records: CsvRecords | undefined;
  #delimiter = ',';
  #header: readonly (Column | undefined)[] | undefined;
  /** Where a row says that apostrophes guard its values. */
  #guard = -1;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** @throws {UsageError} when the heading line names no column that sync knows, or one twice. */
  read(lines: readonly Line[]): InputRow[] {
    return this.#rows(lines.flatMap((line) => this.#recordsFor(line).add(line)));
  }

  end(): InputRow[] {
    const rows = this.#rows(this.#records?.end() ?? []);
    if (this.#header === undefined)
      throw new UsageError(`The file is empty: its first line must name columns (${COLUMNS.join(', ')}).`);
    return rows;
  }

  #recordsFor(line: Line): CsvRecords {
    if (this.#records === undefined) {
      if ('text' in line && !line.text.includes(',')) {
        if (line.text.includes(';')) this.#delimiter = ';';
        else if (line.text.includes('\t')) this.#delimiter = '\t';
      }
      this.#records = new CsvRecords(this.#delimiter);
    }
    return this.#records;
  }

  #rows(records: readonly CsvRecord[]): InputRow[] {
    const cells = this.#cells(records);
    const rows: InputRow[] = [];
    records.forEach((record, index) => {
      if ('problem' in record) {
        if (this.#header === undefined) throw new UsageError(`The heading (line ${record.line}) ${record.problem}.`);
        rows.push({ kind: 'unreadable', line: record.line, problem: record.problem });
      } else if (this.#header === undefined) this.#header = this.#readHeader(cells[index] ?? []);
      else rows.push(rowOf(this.#header, this.#unguarded(cells[index] ?? []), record.line));
    });
    return rows;
  }

  #unguarded(cells: string[]): string[] {
    return cells[this.#guard] === 'yes' ? cells.map(unguarded) : cells;
  }

  /** The values of each record; none for those that have a problem. */
  #cells(records: readonly CsvRecord[]): string[][] {
    // CsvRecords has made sure that each text is one record, so the answers line up with the questions.
    const texts = records.map((record) => ('text' in record ? record.text : 'unreadable'));
    if (texts.length === 0) return [];
    return parse(texts.join('\n'), { delimiter: this.#delimiter, record_delimiter: '\n', relax_column_count: true });
  }

  #readHeader(headings: readonly string[]): (Column | undefined)[] {
    this.#guard = headings.indexOf(GUARD_COLUMN);
    const columns = headings.map(columnOf);
    const known = columns.filter((column) => column !== undefined);
    const twice = known.find((column, index) => known.indexOf(column) !== index);
    if (twice !== undefined) throw new UsageError(`The heading names the column ${twice} twice.`);
    if (known.length === 0) {
      throw new UsageError(
        `The first line names no column that sync knows. Name at least one of ${COLUMNS.join(', ')}.`,
      );
    }
    const unknown = headings.filter(
      (heading, index) => columns[index] === undefined && heading.trim() !== '' && index !== this.#guard,
    );
    if (unknown.length > 0) this.#warn(`Columns that sync does not know are ignored: ${unknown.join(', ')}.`);
    return columns;
  }
}

function rowOf(header: readonly (Column | undefined)[], cells: readonly string[], line: number): InputRow {
  const surplus = cells.slice(header.length).some((cell) => cell.trim() !== '');
  if (surplus || cells.length < header.length) {
    // Values may stand under the wrong heading here: guessing could rename or remove the wrong segment.
    const problem = `has ${cells.length} values where the heading names ${header.length} columns`;
    return { kind: 'unreadable', line, problem };
  }
  const values: Values = {};
  header.forEach((column, index) => {
    if (column !== undefined) values[column] = cells[index];
  });
  return { kind: 'row', line, values };
}
