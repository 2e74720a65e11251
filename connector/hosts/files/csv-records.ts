import type { Line } from './lines.ts';

/** The text of one record, which may span lines where a quoted value holds line breaks; or a line that is none. */
export type CsvRecord =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly problem: string };

/** A quoted value that is still open after this many lines or characters was not meant to be one. */
const MAX_RECORD_LINES = 100;
const MAX_RECORD_CHARACTERS = 64 * 1024;

const NEVER_CLOSED = 'has a quotation mark that is never closed';
const STRAY_QUOTE = 'has a quotation mark inside a value; put the value in quotation marks and double the ones inside';

type Scan = 'complete' | 'open' | 'broken';

/** Where one line leaves the quotation marks. `open`: whether the line starts inside a quoted value. */
function scan(text: string, delimiter: string, open: boolean): Scan {
  if (!text.includes('"')) return open ? 'open' : 'complete';
  let inside = open;
  let fieldStart = !open;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inside) {
      if (character !== '"') continue;
      if (text[at + 1] === '"') at += 1;
      else {
        const next = text[at + 1];
        if (next !== undefined && next !== delimiter) return 'broken';
        inside = false;
        fieldStart = false;
      }
    } else if (character === '"') {
      if (!fieldStart) return 'broken';
      inside = true;
    } else fieldStart = character === delimiter;
  }
  return inside ? 'open' : 'complete';
}

/**
 * Joins lines to records. A stray quotation mark costs its own line, never the lines after it: a parser alone would
 * swallow the rest of the file as one value. Blank lines are no records.
 */
export class CsvRecords {
  readonly #delimiter: string;
  #pending: { readonly line: number; readonly text: string }[] = [];

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** The records that the next line completes. */
  add(line: Line): CsvRecord[] {
    if (!('text' in line)) return [...this.end(), { line: line.number, problem: line.problem }];
    return this.#take({ line: line.number, text: line.text });
  }

  /** The end of the input: what is still open never closes. */
  end(): CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.#pending.length > 0) records.push(...this.#giveUp(NEVER_CLOSED));
    return records;
  }

  #take(line: { line: number; text: string }): CsvRecord[] {
    const open = this.#pending.length > 0;
    if (!open && line.text.trim() === '') return [];
    switch (scan(line.text, this.#delimiter, open)) {
      case 'complete': {
        const lines = [...this.#pending, line];
        this.#pending = [];
        return [{ line: lines[0]?.line ?? line.line, text: lines.map(({ text }) => text).join('\n') }];
      }
      case 'open': {
        this.#pending.push(line);
        const characters = this.#pending.reduce((sum, { text }) => sum + text.length, 0);
        return this.#pending.length > MAX_RECORD_LINES || characters > MAX_RECORD_CHARACTERS
          ? this.#giveUp(NEVER_CLOSED)
          : [];
      }
      case 'broken':
        if (!open) return [{ line: line.line, problem: STRAY_QUOTE }];
        this.#pending.push(line);
        return this.#giveUp(NEVER_CLOSED);
    }
  }

  /** The first pending line is no record; the others get their chance without it. */
  #giveUp(problem: string): CsvRecord[] {
    const [first, ...others] = this.#pending;
    this.#pending = [];
    if (first === undefined) return [];
    return [{ line: first.line, problem }, ...others.flatMap((line) => this.#take(line))];
  }
}
