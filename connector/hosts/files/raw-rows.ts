import { CsvRows, type Heading, type Known } from './csv-heading.ts';
import { type Form, formOf } from './first-look.ts';
import { InputBroken } from './input-broken.ts';
import { JsonElements } from './json-elements.ts';
import { linesOf } from './lines.ts';
import { NdjsonRows } from './ndjson.ts';
import type { RawRow } from './raw-row.ts';

export const FORMATS = ['csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

export interface RawRows {
  readonly form: Form;
  /** Of a CSV, once its first rows were read. */
  readonly heading: Heading | undefined;
  readonly rows: AsyncGenerator<readonly RawRow[]>;
}

export interface RawRowsOptions {
  /** The form that the user says it has. */
  readonly format: Format | undefined;
  readonly known: Known;
  /** Whether an end inside a row is the end of what was sent, not of a file as somebody wrote it (F-4). */
  readonly piped: boolean;
}

/** Reads text as rows, whatever form they have (F-1). */
export async function rawRowsOf(
  text: AsyncGenerator<string>,
  { format, known, piped }: RawRowsOptions,
): Promise<RawRows> {
  const begun = await text.next();
  const first = begun.done ? '' : begun.value;
  const form = format === 'csv' ? 'csv' : formOf(first) === 'json' ? 'json' : (format ?? formOf(first));
  const chunks = withFirst(first, text);
  const csv = new CsvRows(known);
  return {
    form,
    get heading() {
      return csv.heading;
    },
    rows: form === 'json' ? jsonRows(chunks) : lineRows(chunks, form === 'csv' ? csv : new NdjsonRows(), piped),
  };
}

async function* withFirst(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

async function* lineRows(chunks: AsyncGenerator<string>, reader: CsvRows | NdjsonRows, piped: boolean) {
  for await (const lines of linesOf(chunks)) yield reader.take(lines);
  const { rows, inside } = reader.end();
  if (inside && piped) throw new InputBroken('The input ended inside a row: what came before it was read.');
  yield rows;
}

async function* jsonRows(chunks: AsyncGenerator<string>) {
  const reader = new JsonElements();
  for await (const text of chunks) yield reader.take(text);
  if (reader.inside) throw new InputBroken('The JSON ends before its list is closed: what came before was read.');
  yield reader.end();
}
