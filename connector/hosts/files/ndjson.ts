import { parse as parseLossless } from 'lossless-json';
import type { LinePart } from './lines.ts';
import { MAX_ROW_CHARACTERS, type RawRow, TOO_LONG } from './raw-row.ts';

/** Reads NDJSON: one JSON object a line; blank lines are no rows. */
export class NdjsonRows {
  #line = 1;
  #text = '';
  #tooLong = false;

  take(parts: readonly LinePart[]): RawRow[] {
    const rows: RawRow[] = [];
    for (const { text, end } of parts) {
      this.#tooLong ||= this.#text.length + text.length > MAX_ROW_CHARACTERS;
      this.#text = this.#tooLong ? '' : this.#text + text;
      if (end === '') continue;
      rows.push(...this.#row());
      this.#line += 1;
    }
    return rows;
  }

  /** The last line, without a line end. `inside`: whether it breaks off before its object is whole. */
  end(): { readonly rows: RawRow[]; readonly inside: boolean } {
    const begun = this.#text.trimStart().startsWith('{') || this.#tooLong;
    const rows = this.#row();
    return { rows, inside: begun && rows[0]?.kind === 'unreadable' };
  }

  #row(): RawRow[] {
    const [text, tooLong] = [this.#text, this.#tooLong];
    this.#text = '';
    this.#tooLong = false;
    if (tooLong) return [{ kind: 'unreadable', line: this.#line, problem: TOO_LONG }];
    const row = rowFromJson(text, this.#line);
    return row === undefined ? [] : [row];
  }
}

/** A number that a double may not hold as it is written: 16 digits or more, a fraction that ends in 0, an exponent. */
const INEXACT = /\d{16}|\d\.\d*0[\s,}\]]|\d[eE]/;

/** The row that a JSON text is; none for a blank text. Numbers that JavaScript would change keep their digits, as text (F-13). */
export function rowFromJson(written: string, line: number): RawRow | undefined {
  const text = written.trim(); // Of a byte order mark too, which stands in the middle where files were put together.
  if (text === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (INEXACT.test(text)) value = parseLossless(text, undefined, { parseNumber: exactly, onDuplicateKey: takeLast });
  } catch {
    return { kind: 'unreadable', line, problem: 'is not valid JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { kind: 'unreadable', line, problem: 'is not a JSON object' };
  return { kind: 'object', line, fields: { ...value } };
}

/** As a number where that says the same, else as the digits that stand there. */
function exactly(digits: string): number | string {
  const number = Number(digits);
  return String(number) === digits ? number : digits;
}

/** As JSON.parse does. */
const takeLast = ({ newValue }: { newValue: unknown }): unknown => newValue;
