import { COLUMNS } from '../files/columns.ts';
import { UsageError } from '../usage-error.ts';
import type { Corrections } from './chosen-rows.ts';

type Values = Readonly<Record<string, string>>;

/** What the page was given in the place of values of some rows. @throws {UsageError} */
export function correctionsOf(value: unknown): { line: number; values: Values }[] {
  if (!Array.isArray(value)) throw new UsageError('There is nothing to correct in this request.');
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('line' in entry) || !('values' in entry)) return [];
    const { line, values } = entry;
    if (typeof line !== 'number' || typeof values !== 'object' || values === null) return [];
    const known = Object.entries(values).filter(
      ([name, text]) => COLUMNS.some((column) => column === name) && typeof text === 'string',
    );
    return [{ line, values: Object.fromEntries(known) }];
  });
}

/** Corrections of one file, by line; a later one of the same value counts. */
export class CorrectionsOfFile {
  #lines = new Map<number, Values>();

  take(corrections: readonly { readonly line: number; readonly values: Values }[]): void {
    for (const { line, values } of corrections) this.#lines.set(line, { ...this.#lines.get(line), ...values });
  }

  clear(): void {
    this.#lines.clear();
  }

  /** As they are now. */
  get all(): Corrections {
    return new Map(this.#lines);
  }
}
