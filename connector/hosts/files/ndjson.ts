import { COLUMNS } from './columns.ts';
import type { InputRow, Values } from './input-row.ts';
import type { Line } from './lines.ts';

/** A warning names so many unknown fields of a file; a file of nonsense must not fill the screen. */
const MAX_UNKNOWN_NAMED = 20;

/** Reads NDJSON: one JSON object a line; blank lines are no rows. */
export class NdjsonReader {
  readonly #warn: (message: string) => void;
  readonly #unknown = new Set<string>();

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  read(lines: readonly Line[]): InputRow[] {
    return lines.flatMap((line) => this.#rowOf(line));
  }

  end(): InputRow[] {
    return [];
  }

  #rowOf(line: Line): InputRow[] {
    const unreadable = (problem: string): InputRow[] => [{ kind: 'unreadable', line: line.number, problem }];
    if (!('text' in line)) return unreadable(line.problem);
    if (line.text.trim() === '') return [];
    let value: unknown;
    try {
      value = JSON.parse(line.text);
    } catch {
      return unreadable('is not valid JSON');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return unreadable('is not a JSON object');
    const found = new Map(Object.entries(value));
    const values: Values = {};
    for (const column of COLUMNS) if (found.has(column)) values[column] = found.get(column);
    this.#tellUnknown([...found.keys()]);
    return [{ kind: 'row', line: line.number, values }];
  }

  #tellUnknown(fields: readonly string[]): void {
    const known: readonly string[] = COLUMNS;
    const fresh = fields.filter((field) => !known.includes(field) && !this.#unknown.has(field));
    if (fresh.length === 0 || this.#unknown.size >= MAX_UNKNOWN_NAMED) return;
    for (const field of fresh) this.#unknown.add(field);
    this.#warn(`Fields that sync does not know are ignored: ${fresh.slice(0, MAX_UNKNOWN_NAMED).join(', ')}.`);
  }
}
