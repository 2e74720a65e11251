import { parse } from 'csv-parse/sync';
import type { LinePart } from './lines.ts';
import { QuoteScan } from './quote-scan.ts';
import { MAX_ROW_CHARACTERS, type RawRow, TOO_LONG } from './raw-row.ts';

const NEVER_CLOSED = 'opens a quotation mark that is never closed';
const STRAY_QUOTE = 'has a quotation mark inside a value; put the value in quotation marks and double the ones inside';

/** A record with quotation marks, whole: csv-parse reads its values. */
interface Quoted {
  readonly kind: 'quoted';
  readonly line: number;
  readonly text: string;
}

/** A record that is not over: what is held of it, and where it stands with its quotation marks. */
interface OpenRecord {
  readonly line: number;
  readonly scan: QuoteScan;
  text: string;
  tooLong: boolean;
}

/** Makes records of lines (F-3). A line without any character is none. */
export class CsvRecords {
  readonly #separator: string;
  #line: number;
  #open: OpenRecord | undefined;

  constructor(separator: string, linesBefore: number) {
    this.#separator = separator;
    this.#line = linesBefore + 1;
  }

  /** The records that the lines complete. */
  take(parts: readonly LinePart[]): RawRow[] {
    const rows: (RawRow | Quoted)[] = [];
    for (const { text, end } of parts) {
      if (this.#open === undefined && end !== '' && text.length <= MAX_ROW_CHARACTERS && !text.includes('"')) {
        if (text !== '') rows.push({ kind: 'cells', line: this.#line, cells: text.split(this.#separator) });
      } else {
        const row = this.#continue(text, end);
        if (row !== undefined) rows.push(row);
      }
      if (end !== '') this.#line += 1;
    }
    return this.#read(rows);
  }

  /** The end of the input. `inside`: whether it ended inside a quoted value. */
  end(): { readonly rows: RawRow[]; readonly inside: boolean } {
    const open = this.#open;
    if (open === undefined) return { rows: [], inside: false };
    const inside = open.scan.lineEnd() === 'open';
    const row = inside ? this.#unreadable(open, open.tooLong ? TOO_LONG : NEVER_CLOSED) : this.#finished(open);
    return { rows: this.#read([row]), inside };
  }

  #continue(text: string, end: LinePart['end']): RawRow | Quoted | undefined {
    this.#open ??= { line: this.#line, scan: new QuoteScan(this.#separator), text: '', tooLong: false };
    const open = this.#open;
    open.scan.take(text);
    open.tooLong ||= open.text.length + text.length > MAX_ROW_CHARACTERS;
    open.text = open.tooLong ? '' : open.text + text;
    if (end === '') return undefined;
    if (open.scan.lineEnd() === 'complete') {
      this.#open = undefined;
      return this.#finished(open);
    }
    if (!open.tooLong) open.text += end;
    return undefined;
  }

  #finished(open: OpenRecord): RawRow | Quoted {
    if (open.tooLong) return this.#unreadable(open, TOO_LONG);
    if (!open.scan.broken) return { kind: 'quoted', line: open.line, text: open.text };
    const text = withFormulasQuoted(open.text, this.#separator);
    const scan = new QuoteScan(this.#separator);
    scan.take(text);
    return scan.broken ? this.#unreadable(open, STRAY_QUOTE) : { kind: 'quoted', line: open.line, text };
  }

  #unreadable({ line }: OpenRecord, problem: string): RawRow {
    const more = this.#line > line ? `; it goes on to line ${this.#line}` : '';
    return { kind: 'unreadable', line, problem: problem + more };
  }

  /** One call of the parser for many records; each text is one record, so answers line up with questions. */
  #read(rows: (RawRow | Quoted)[]): RawRow[] {
    if (rows.every((row) => row.kind !== 'quoted')) return rows;
    const quoted = rows.filter((row) => row.kind === 'quoted');
    const cells = cellsOf(quoted.map(({ text }) => text).join('\n'), this.#separator);
    let next = 0;
    return rows.map((row) => {
      if (row.kind !== 'quoted') return row;
      next += 1;
      return { kind: 'cells', line: row.line, cells: cells[next - 1] ?? [] };
    });
  }
}

/** The values of each record. */
export const cellsOf = (records: string, separator: string): string[][] =>
  parse(records, { delimiter: separator, record_delimiter: '\n', relax_column_count: true, trim: true });

/** `="00123"` as many programs write it, without the quotation marks of CSV around it: one value, marks and all (F-12). */
function withFormulasQuoted(record: string, separator: string): string {
  const between = separator.replace(/[\\^$.*+?()[\]{}|]/, String.raw`\$&`);
  const formula = new RegExp(`(^|${between}) *(="(?:[^"]|"")*")(?= *(?:${between}|$))`, 'g');
  return record.replace(formula, (_all, before: string, value: string) => `${before}"${value.replaceAll('"', '""')}"`);
}
