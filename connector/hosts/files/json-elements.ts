import { rowFromJson } from './ndjson.ts';
import { MAX_ROW_CHARACTERS, type RawRow, TOO_LONG } from './raw-row.ts';

/** White space of JSON is this and below. */
const SPACE = ' ';
/** A byte order mark, where files were put together. */
const MARK = '\ufeff';

/**
 * Finds the rows of a JSON array, or of objects that follow each other, and gives each to the parser alone: one bad
 * element costs one row, and a list of any length needs the memory of one. Only brackets and strings are looked at.
 */
export class JsonElements {
  #line = 1;
  #startedAt = 1;
  #depth = 0;
  #array = false;
  #string = false;
  #escaped = false;
  #text = '';
  #tooLong = false;
  #count = 0;
  /** Whether something stands between elements that is none: a text, a number. */
  #stray = false;

  take(text: string): RawRow[] {
    const rows: RawRow[] = [];
    let from = this.#depth > 0 ? 0 : -1;
    for (let at = 0; at < text.length; at += 1) {
      const character = text.charAt(at);
      if (character === '\n') this.#line += 1;
      if (this.#string) {
        this.#inString(character);
        continue;
      }
      switch (character) {
        case '"':
          this.#string = true;
          this.#stray ||= this.#depth === 0;
          break;
        case ',':
          rows.push(...this.#strays());
          break;
        case '{':
        case '[':
          rows.push(...this.#strays());
          if (this.#depth === 0 && character === '[' && !this.#array && this.#count === 0) {
            this.#array = true;
            break;
          }
          if (this.#depth === 0) {
            from = at;
            this.#startedAt = this.#line;
          }
          this.#depth += 1;
          break;
        case '}':
        case ']':
          if (this.#depth === 0) {
            rows.push(...this.#strays());
            this.#array = false; // The end of the array.
            break;
          }
          this.#depth -= 1;
          if (this.#depth === 0) {
            this.#hold(text.slice(from, at + 1));
            rows.push(this.#element());
            from = -1;
          }
          break;
        default:
          this.#stray ||= this.#depth === 0 && character > SPACE && character !== MARK;
      }
    }
    if (from >= 0) this.#hold(text.slice(from));
    return rows;
  }

  /** What stands behind the last element. */
  end(): RawRow[] {
    return this.#strays();
  }

  /** Whether the text ended inside an element, or an array that is not closed. */
  get inside(): boolean {
    return this.#depth > 0 || this.#array || this.#string;
  }

  #inString(character: string): void {
    if (this.#escaped) this.#escaped = false;
    else if (character === '\\') this.#escaped = true;
    else if (character === '"') this.#string = false;
  }

  #hold(text: string): void {
    this.#tooLong ||= this.#text.length + text.length > MAX_ROW_CHARACTERS;
    this.#text = this.#tooLong ? '' : this.#text + text;
  }

  #strays(): RawRow[] {
    if (!this.#stray) return [];
    this.#stray = false;
    this.#count += 1;
    return [{ kind: 'unreadable', line: this.#count, problem: 'is not a JSON object' }];
  }

  /** Elements may share a line, rows may not: the element's number stands for its line where that is ahead. */
  #element(): RawRow {
    this.#count += 1;
    const text = this.#text;
    const line = this.#count;
    const row: RawRow = this.#tooLong
      ? { kind: 'unreadable', line, problem: `${TOO_LONG} (it begins on line ${this.#startedAt})` }
      : (rowFromJson(text, line) ?? { kind: 'unreadable', line, problem: 'is empty' });
    this.#text = '';
    this.#tooLong = false;
    return row;
  }
}
