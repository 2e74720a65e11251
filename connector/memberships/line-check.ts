import { isUtf8 } from 'node:buffer';
import type { LineBlock } from './byte-lines.ts';
import { MAX_LINE_BYTES } from './byte-lines.ts';
import type { CodeBook } from './code-book.ts';
import { LineCount } from './lines-found.ts';
import { LINE_ERRORS, type LineError, type LineErrorFound } from './report.ts';

const [TAB, COMMA, SPACE, CARRIAGE_RETURN] = ['\t', ',', ' ', '\r'] as const;
const SEPARATORS: readonly (readonly [separator: string, name: string])[] = [
  [';', 'a semicolon'],
  ['|', 'a bar'],
  [',', 'a comma'],
  [' ', 'spaces'],
];
/** A first line that names its columns. Only these words are looked for: what else stands there is never told. */
const HEADER =
  /^"?(user|id|uid|user_?ids?|external_?ids?|ppid|email|hash)\w*"?\t"?(segment|code|cohort|audience|list)\w*"?\r?$/i;

/** Goes over lines of membership files: user id, tab, codes with commas between. User ids are stepped over, never taken (B-2). */
export class LineCheck {
  readonly #book: CodeBook;
  readonly #errors = new Map<LineError, LineCount>();
  readonly #instead = new Map<string, number>();
  readonly losingAll = new LineCount();
  readonly losingSome = new LineCount();
  readonly duplicates = new LineCount();
  /** Lines of all files. */
  lines = 0;
  codes = 0;
  unknown = 0;
  #file = '';
  #line = 0;
  #text = '';
  /** Of what is checked now: to look for them on each line would cost as much as all else. */
  #holdsReturns = false;

  constructor(book: CodeBook) {
    this.#book = book;
  }

  begin(file: string): void {
    this.#file = file;
    this.#line = 0;
  }

  /** The line of the file that was reached. */
  get line(): number {
    return this.#line;
  }

  take({ bytes, text, partial }: LineBlock): void {
    this.#text = text;
    this.#holdsReturns = text.includes(CARRIAGE_RETURN);
    const clean = isUtf8(bytes);
    let from = 0;
    if (partial) {
      this.#begin();
      this.#tell('line_too_long');
      from = text.indexOf('\n') + 1;
      if (from === 0) return;
    }
    if (this.#line === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) from = 3;
    const marked = from === 3 && !partial;
    while (from < text.length) {
      const newline = text.indexOf('\n', from);
      const end = newline < 0 ? text.length : newline;
      this.#begin();
      if (marked && this.#line === 1) this.#tell('bom');
      if (!clean && !isUtf8(bytes.subarray(from, end))) this.#tell('not_utf8');
      else this.#check(from, end);
      from = end + 1;
    }
  }

  get errors(): LineErrorFound[] {
    return LINE_ERRORS.flatMap((error) => {
      const found = this.#errors.get(error);
      if (found === undefined) return [];
      const { count, first } = found;
      const [instead] = [...this.#instead].sort(([, one], [, other]) => other - one);
      return [{ error, count, first, ...(error === 'no_tab' && instead !== undefined && { instead: instead[0] }) }];
    });
  }

  #begin(): void {
    this.#line += 1;
    this.lines += 1;
  }

  #tell(error: LineError): void {
    let found = this.#errors.get(error);
    if (found === undefined) {
      found = new LineCount();
      this.#errors.set(error, found);
    }
    found.add(this.#file, this.#line);
  }

  #check(from: number, lineEnd: number): void {
    const text = this.#text;
    if (lineEnd === from) return; // A blank line joins nobody to anything.
    const end = text[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
    // Within a line they end other lines, of other users: then nothing of it is taken for codes (B-2).
    const inside = this.#holdsReturns && text.slice(from, end).includes(CARRIAGE_RETURN);
    if (inside || end < lineEnd) this.#tell('carriage_return');
    if (inside) return;
    const tab = text.indexOf(TAB, from);
    const error = this.#errorOf(from, tab, end);
    if (error !== undefined) {
      this.#tell(error);
      if (error === 'no_tab') this.#noteInstead(from, end);
      return;
    }
    if (tab === from) this.#tell('empty_user_id');
    const second = text.indexOf(TAB, tab + 1);
    const extra = second >= 0 && second < end;
    if (extra) this.#tell('extra_column');
    const known = this.#countCodes(tab + 1, extra ? second : end);
    if (known === 0) this.#book.lose(text.slice(from, tab));
  }

  /** What keeps the codes of a line from being read at all. */
  #errorOf(from: number, tab: number, end: number): LineError | undefined {
    const text = this.#text;
    if (end - from > MAX_LINE_BYTES) return 'line_too_long';
    if (this.#line === 1 && HEADER.test(text.slice(from, Math.min(end, from + 200)))) return 'header_line';
    if (tab < 0 || tab >= end) return 'no_tab';
    if (text[from] === '"' || text[tab + 1] === '"') return 'quoted';
    return tab + 1 === end ? 'no_codes' : undefined;
  }

  /** How many of the codes are known. */
  #countCodes(start: number, end: number): number {
    const text = this.#text;
    let [known, unknown, empty, spaces, again] = [0, 0, false, false, false];
    for (let at = start; at <= end; ) {
      const comma = text.indexOf(COMMA, at);
      const codeEnd = comma < 0 || comma > end ? end : comma;
      if (codeEnd === at) empty = true;
      else {
        const code = text.slice(at, codeEnd);
        if (code.includes(SPACE)) spaces = true;
        const counted = this.#book.count(code, this.lines);
        if (counted === 'again') again = true;
        else if (counted === 'known') known += 1;
        else unknown += 1;
      }
      at = codeEnd + 1;
    }
    this.codes += known + unknown;
    this.unknown += unknown;
    if (empty) this.#tell(known + unknown === 0 ? 'no_codes' : 'empty_code');
    if (spaces) this.#tell('space_in_code');
    if (again) this.duplicates.add(this.#file, this.#line);
    if (unknown > 0) (known === 0 ? this.losingAll : this.losingSome).add(this.#file, this.#line);
    return known;
  }

  #noteInstead(from: number, end: number): void {
    const line = this.#text.slice(from, end);
    const instead = SEPARATORS.find(([separator]) => line.includes(separator))?.[1] ?? 'nothing';
    this.#instead.set(instead, (this.#instead.get(instead) ?? 0) + 1);
  }
}
