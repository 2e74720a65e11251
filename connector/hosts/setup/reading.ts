import type { Said } from '../files/columns.ts';
import { damageText } from '../files/damage.ts';
import { type Encoding, nameOf } from '../files/encoding.ts';
import type { FileRow } from '../files/file-row.ts';
import { InputBroken } from '../files/input-broken.ts';
import { openRows, type RowsFile, type Understood } from '../files/rows.ts';
import { fileSource } from '../files/source.ts';
import { UsageError } from '../usage-error.ts';
import { askedOf } from './asked.ts';
import { type Effect, modeOf } from './effect.ts';
import { encodingAsked } from './encoding-samples.ts';
import type { ColumnView, FileView, Matched } from './file-view.ts';

/** What the reader decided about a file. */
export interface ReadingChoices {
  readonly encoding?: Encoding;
  /** By heading. */
  readonly columns?: Readonly<Record<string, Said>>;
  readonly codesFromNames?: boolean;
}

/** A file as it is understood now: the same rows each time they are asked for. */
export interface Reading {
  readonly view: FileView;
  readonly choices: ReadingChoices;
  rows(): AsyncIterable<readonly FileRow[]>;
  where(line: number, field?: string): string;
  /** Nothing of the file is read any more. */
  close(): Promise<void>;
}

interface FileOnDisk extends Pick<FileView, 'name' | 'bytes' | 'sha256' | 'reading'> {
  readonly path: string;
}

/** @param how How choices of columns came about: by the reader now, or remembered from a file of the same headings. */
export async function readingOf(
  { path, ...file }: FileOnDisk,
  choices: ReadingChoices,
  effect: Effect,
  how: Matched = 'you',
): Promise<Reading> {
  const asks = choices.encoding === undefined ? await encodingAsked(path) : undefined;
  if (asks !== undefined) return unread({ ...file, asks }, choices);
  const source = await fileSource(path, file.name);
  try {
    const opened = await openRows(source, {
      mode: modeOf(effect),
      whole: true,
      ...(choices.encoding !== undefined && { encoding: choices.encoding }),
      ...(choices.columns !== undefined && { columns: saidText(choices.columns) }),
      // A full list needs codes of its own.
      ...(choices.codesFromNames === true && effect !== 'full' && { codesFromNames: true }),
    });
    return {
      view: await viewOf(file, opened, choices, how, effect),
      choices,
      rows: () => opened.rows(),
      where: (line, field) => opened.where(line, field),
      close: () => source.close(),
    };
  } catch (error) {
    await source.close();
    if (error instanceof UsageError || error instanceof InputBroken)
      return unread({ ...file, problem: error.message }, choices);
    throw error;
  }
}

/** As `--columns` has it; a pair with a comma or a quotation mark stands in quotation marks. */
const saidText = (columns: Readonly<Record<string, Said>>): string =>
  Object.entries(columns)
    .map(([heading, column]) => `${column}=${heading}`)
    .map((pair) => (/[",]/.test(pair) ? `"${pair.replaceAll('"', '""')}"` : pair))
    .join(',');

function unread(about: Partial<FileView> & Omit<FileOnDisk, 'path'>, choices: ReadingChoices): Reading {
  const view: FileView = { understood: [], rows: 0, unreadable: 0, columns: [], unused: [], notes: [], ...about };
  return { view, choices, rows: nothing, where: (line) => `line ${line}`, close: async () => {} };
}

async function* nothing(): AsyncGenerator<readonly FileRow[]> {}

async function viewOf(
  file: Omit<FileOnDisk, 'path'>,
  { understood, questions }: RowsFile,
  choices: ReadingChoices,
  how: Matched,
  effect: Effect,
): Promise<FileView> {
  const { look, choice, reading } = understood;
  const asked = await askedOf(questions, effect, [...choice.by.values()].includes('change'));
  return {
    ...file,
    understood: formOf(understood),
    rows: look.rows,
    unreadable: look.unreadable,
    columns: columnsOf(understood, choices, how),
    unused: choice.unused,
    notes: look.damage.map((report) => damageText(report, reading)),
    ...asked,
  };
}

const SEPARATORS: Readonly<Record<string, string>> = { ',': 'commas', ';': '“;”', '\t': 'tabs', '|': '“|”' };

function formOf({ encoding, gzip, form, heading, reading }: Understood): string[] {
  return [
    [
      ...(gzip ? ['gzip'] : []),
      nameOf(encoding),
      ...(form === 'csv'
        ? [SEPARATORS[heading?.separator ?? ','] ?? '']
        : [form === 'ndjson' ? 'NDJSON' : 'a JSON list']),
      ...(!reading.asItStands && reading.decimals === 'comma' ? ['decimal comma'] : []),
    ].join(', '),
  ];
}

function columnsOf(
  { heading, choice, samples }: Understood,
  { columns = {} }: ReadingChoices,
  how: Matched,
): ColumnView[] {
  const headings = heading?.headings ?? [...choice.by.keys(), ...choice.unused];
  return [...headings.entries()]
    .filter(([, name]) => name !== '')
    .map(([index, name]) => {
      const field = choice.by.get(name);
      const values = samples.map((row) =>
        row.kind === 'cells' ? row.cells[index] : row.kind === 'object' ? row.fields[name] : undefined,
      );
      const matched = Object.hasOwn(columns, name) ? how : field === undefined ? 'none' : 'name';
      return { heading: name, samples: values.flatMap(sampleOf), ...(field !== undefined && { field }), matched };
    });
}

const sampleOf = (value: unknown): string[] =>
  value === undefined || value === null || value === ''
    ? []
    : [(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 80)];
