import type { AudienceMode } from '../../../spec/host/change-set.ts';
import { UsageError } from '../usage-error.ts';
import { type ColumnChoice, chooseColumns } from './column-choice.ts';
import { readColumnsOption, type SaidColumns } from './column-option.ts';
import { isOurs, normalised } from './columns.ts';
import type { Heading } from './csv-heading.ts';
import type { Encoding } from './encoding.ts';
import type { FileRow } from './file-row.ts';
import type { Form } from './first-look.ts';
import { InputBroken } from './input-broken.ts';
import { Look } from './look.ts';
import { gunzipped, isUtf8Throughout, openText } from './opened.ts';
import { type Decisions, type Question, questionsOf } from './questions.ts';
import type { RawRow } from './raw-row.ts';
import { type Format, type RawRows, rawRowsOf } from './raw-rows.ts';
import { type Reading, RowReader } from './row-reader.ts';
import type { Source } from './source.ts';
import { CellsReader, FieldsReader, unwrapped, type ValuesReader, type Wrapper, wrapperOf } from './values-reader.ts';

/** What is looked at before a row is sent (F-0). */
const LOOK_ROWS = 10_000;
const LOOK_BYTES = 8 * 1024 * 1024;
/** Rows by which it is told whether all are wrapped (F-7). */
const WRAPPED_ROWS = 100;

export interface RowsOptions {
  readonly mode: AudienceMode;
  readonly format?: Format;
  readonly encoding?: Encoding;
  /** As `--columns` says them. */
  readonly columns?: string;
  readonly targetOnly?: boolean;
  readonly codesFromNames?: boolean;
  readonly allowEmpty?: boolean;
  /** Reads all of the file before a row of it is given out; only of a source whose bytes can be had again. */
  readonly whole?: boolean;
  readonly onBytes?: (count: number) => void;
}

/** What was understood of a file, before a row of it is sent. */
export interface Understood {
  readonly name: string;
  readonly encoding: Encoding;
  readonly gzip: boolean;
  readonly form: Form;
  readonly heading: Heading | undefined;
  readonly choice: ColumnChoice;
  readonly reading: Reading;
  readonly look: Look;
  /** Whether the look was at all rows. */
  readonly whole: boolean;
  /** The first rows as they stand, by heading: samples. */
  readonly samples: readonly RawRow[];
}

/** A file that was looked at. Its rows are given out once `questions` are answered. */
export interface RowsFile {
  /** Where a row stands, for a person: `line 31, column "Price"`. */
  where(line: number, field?: string): string;
  readonly understood: Understood;
  readonly questions: readonly Question[];
  rows(): AsyncGenerator<readonly FileRow[]>;
}

/** Looks at a file (F-0, F-1). @throws {UsageError} when it is none that can be read; {InputBroken} when it breaks off. */
export async function openRows(source: Source, options: RowsOptions): Promise<RowsFile> {
  const said = options.columns === undefined ? [] : readColumnsOption(options.columns);
  const onBytes = options.onBytes ?? (() => undefined);
  // The bytes of a first pass are not those of the run.
  const opened = await openText(source, options.encoding, options.whole ? undefined : onBytes);
  // A look at all of the file finds that out by itself.
  const looked = options.whole === true || !source.again || opened.encoding !== 'utf-8';
  if (!looked && !(await isUtf8Throughout(bytesOf(source, opened.gzip)))) throw notUtf8(source.name);
  const raw = await rawRowsOf(opened.text, {
    format: options.format,
    known: (headings) => chooseColumns(headings, present(said, headings)).by.size,
    piped: source.piped,
  });
  const held = await firstRows(raw.rows);
  // What is known to be broken before a row is sent is not begun.
  if (options.whole && held.fault !== undefined) throw held.fault;
  const wrapper = raw.form === 'csv' ? undefined : wrapperOf(held.rows.slice(0, WRAPPED_ROWS));
  const headings = raw.heading?.headings ?? keysOf(held.rows, wrapper);
  const values =
    raw.form === 'csv' ? new CellsReader(headings, said, held.rows) : new FieldsReader(headings, said, wrapper);
  const look = new Look(options.mode);
  seeAll(options.whole ? held.rows : held.rows.slice(0, LOOK_ROWS), values, look);
  if (options.whole) for await (const rows of raw.rows) seeAll(rows, values, look);
  look.end();
  const decisions: Decisions = {
    mode: options.mode,
    allowEmpty: options.allowEmpty === true,
    targetOnly: options.targetOnly === true,
    codesFromNames: options.codesFromNames === true,
    nameSaid: said.some(({ column }) => column === 'segment_name'),
  };
  const reading = readingOf(raw, headings, values.choice, look, decisions);
  const empty = raw.form === 'csv' && raw.heading === undefined;
  return {
    questions: questionsOf(empty ? undefined : headings, values.choice, look, decisions, listIn(held.rows)),
    understood: {
      name: source.name,
      encoding: opened.encoding,
      gzip: opened.gzip,
      form: raw.form,
      heading: raw.heading,
      choice: values.choice,
      reading,
      look,
      whole: options.whole === true || (held.whole && held.rows.length <= LOOK_ROWS),
      samples: held.rows.slice(0, 3),
    },
    where: placesOf(reading.unit, values.choice),
    async *rows() {
      const reader = new RowReader(reading);
      const fileRows = (rows: readonly RawRow[]): FileRow[] => {
        const read: FileRow[] = [];
        for (const row of rows) {
          const found = values.read(row);
          if (found !== undefined) read.push(reader.read(found));
        }
        return read;
      };
      if (options.whole) yield* again(source, options, said, fileRows);
      else {
        yield fileRows(held.rows.splice(0));
        if (held.fault !== undefined) throw held.fault;
        for await (const rows of raw.rows) yield fileRows(rows);
      }
    },
  };
}

/** The rows from the beginning, in a second pass. */
async function* again(
  source: Source,
  options: RowsOptions,
  said: SaidColumns,
  read: (rows: readonly RawRow[]) => FileRow[],
) {
  const { text } = await openText(source, options.encoding, options.onBytes);
  const known = (headings: readonly string[]) => chooseColumns(headings, present(said, headings)).by.size;
  const { rows } = await rawRowsOf(text, { format: options.format, known, piped: source.piped });
  for await (const some of rows) yield read(some);
}

function placesOf(unit: Reading['unit'], { by }: ColumnChoice) {
  const headings = new Map([...by].map(([heading, column]) => [column as string, heading]));
  return (line: number, field?: string): string => {
    const heading = field === undefined ? undefined : headings.get(field);
    const place = `${unit} ${line.toLocaleString('en-US')}`;
    return heading === undefined || heading === field ? place : `${place}, column "${heading}"`;
  };
}

const bytesOf = (source: Source, gzip: boolean) => (gzip ? gunzipped(source.bytes(), source.name) : source.bytes());

const notUtf8 = (name: string) =>
  new UsageError(
    `The file ${name} is not in the encoding UTF-8 all through: add --encoding windows-1252 if it is in that, or save it as UTF-8. Nothing was sent.`,
  );

/** Rows are held until there are enough of them; a fault waits until those before it were given out. */
async function firstRows(rows: AsyncGenerator<readonly RawRow[]>) {
  const held: RawRow[] = [];
  let characters = 0;
  try {
    while (held.length < LOOK_ROWS && characters < LOOK_BYTES) {
      const { value, done } = await rows.next();
      if (done) return { rows: held, whole: true };
      for (const row of value) {
        held.push(row);
        if (row.kind === 'cells') for (const cell of row.cells) characters += cell.length;
        else characters += 200;
      }
    }
    return { rows: held, whole: false };
  } catch (fault) {
    if (!(fault instanceof InputBroken)) throw fault;
    return { rows: held, whole: true, fault };
  }
}

function seeAll(rows: readonly RawRow[], values: ValuesReader, look: Look): void {
  for (const row of rows) {
    const read = values.read(row);
    if (read !== undefined) look.see(read);
  }
}

/** The field of the first row that holds a list of objects. */
function listIn([first]: readonly RawRow[]): string | undefined {
  if (first?.kind !== 'object') return undefined;
  const isList = (value: unknown) => Array.isArray(value) && typeof value[0] === 'object';
  return Object.entries(first.fields).find(([, value]) => isList(value))?.[0];
}

function keysOf(rows: readonly RawRow[], wrapper: Wrapper | undefined): string[] {
  const keys = new Set<string>();
  for (const row of rows) {
    if (row.kind === 'object') for (const key of Object.keys(unwrapped(row.fields, wrapper))) keys.add(key);
  }
  return [...keys];
}

const present = (said: SaidColumns, headings: readonly string[]) =>
  new Map(
    said.flatMap(({ column, heading }) => {
      const found = headings.find((one) => normalised(one) === normalised(heading));
      return found === undefined ? [] : [[found, column] as const];
    }),
  );

function readingOf(
  { form, heading }: RawRows,
  headings: readonly string[],
  choice: ColumnChoice,
  look: Look,
  { targetOnly, codesFromNames, nameSaid }: Decisions,
): Reading {
  const columns = new Set(choice.by.values());
  const hasCode = columns.has('segment_code');
  const cells = form === 'csv';
  return {
    unit: form === 'json' ? 'row' : 'line',
    cells,
    asItStands: !cells || isOurs(headings),
    decimals: look.decimals.decide(heading?.separator ?? ','),
    categories: look.categories.decide(),
    targetOnly: targetOnly && !hasCode && !columns.has('segment_name'),
    removalsByName: hasCode || codesFromNames || nameSaid,
  };
}
