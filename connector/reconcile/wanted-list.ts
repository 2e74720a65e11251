import { createHash } from 'node:crypto';
import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { Census } from './census.ts';
import type { Values } from './fields.ts';
import { readRow } from './intake.ts';
import type { ListChunk } from './request.ts';

/** What a row of the list stands for. */
export type Listed =
  | { readonly kind: 'wanted'; readonly rowId: string; readonly code: string; readonly wanted: Values }
  /** Equal to an earlier row of its code, whose result it shares. */
  | { readonly kind: 'same'; readonly rowId: string; readonly code: string }
  | { readonly kind: 'failed'; readonly rowId: string; readonly code: string | undefined; readonly error: ErrorDetail };

/** The list as it is read: each code once, whether it is whole, and its digest. */
export class WantedList {
  readonly #census: Census;
  readonly #digest = createHash('sha256');
  /** Why the list may lack segments; then nothing is deleted. */
  incomplete: string | undefined;

  constructor(census: Census) {
    this.#census = census;
  }

  take(raw: unknown): Listed {
    const read = readRow(raw);
    // Another spelling of a segment that Permutive keeps folded names that segment (T-3).
    const row = read.code === undefined ? read : { ...read, code: this.#census.remembered(read.code) };
    if (row.code === undefined) this.incomplete ??= 'a row of it has no code that can be read';
    if (row.kind === 'failed') {
      this.#digest.update(`${JSON.stringify([row.code, row.error.code])}\n`);
      if (row.code !== undefined) this.#census.list(row.code);
      return row;
    }
    const { rowId, code, wanted } = row;
    const values = JSON.stringify([wanted.name, wanted.description, wanted.cpm, wanted.categories]);
    this.#digest.update(`${JSON.stringify(code)}${values}\n`);
    const seen = this.#census.list(code, values);
    switch (seen) {
      case 'first':
        return row;
      case 'same':
        return { kind: 'same', rowId, code };
      case 'other': {
        const message = `An earlier row of the list gives ${code} other values, or values that cannot be used.`;
        return {
          kind: 'failed',
          rowId,
          code,
          error: errorDetail('conflicting_row', { field: 'segment_code', message }),
        };
      }
    }
  }

  /** Takes a segment for named that a row turned out to stand for. */
  nameToo(code: string): void {
    const owned = this.#census.remembered(code);
    if (!this.#census.isListed(owned)) this.#census.list(owned);
  }

  /** SHA-256 over the rows as they were read. */
  sha256(): string {
    return this.#digest.copy().digest('hex');
  }
}

/** A part of the list, as the host yielded it. @throws {TypeError} when it is none. */
export function chunkIn(chunk: unknown): { rows: readonly unknown[]; incomplete: string | undefined } {
  const { rows, incomplete } = (typeof chunk === 'object' && chunk !== null ? chunk : {}) as Partial<ListChunk>;
  if (!Array.isArray(rows))
    throw new TypeError('The list yielded something that is not a chunk: { rows: [], incomplete? }.');
  return { rows, incomplete: incomplete === undefined ? undefined : String(incomplete) };
}
