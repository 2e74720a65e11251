import { ERROR_CATALOGUE, type ErrorDetail, errorDetail } from '../../../spec/host/errors.ts';
import type { FileRowResult } from './file-run.ts';
import { LineStates } from './line-states.ts';

type Why = Pick<ErrorDetail, 'message' | 'remedy' | 'requestId'>;

/** Reasons kept in their own words; beyond them the catalogue's must do: a million failures must not fill the memory. */
const KEPT = 50_000;

/** Which rows are to be run again, and why: those that failed, and those that nothing was told of (F-16). */
export class FailedLines {
  readonly #states = new LineStates();
  readonly #reasons = new Map<number, Why>();
  readonly #codes = new Map<number, ErrorDetail['code']>();
  settled = 0;

  record({ line, status, error }: FileRowResult): void {
    this.settled += 1;
    this.#states.set(line, status === 'failed' ? 'failed' : 'done');
    if (status !== 'failed' || error === undefined) return;
    if (this.#reasons.size < KEPT) this.#reasons.set(line, error);
    else this.#codes.set(line, error.code);
  }

  /** Why the row of a line is to be run again; nothing for one that is done. */
  reasonFor(line: number): Why | undefined {
    const state = this.#states.at(line);
    if (state === 'done') return undefined;
    const code = this.#codes.get(line);
    if (state === 'failed') return this.#reasons.get(line) ?? (code === undefined ? undefined : ERROR_CATALOGUE[code]);
    return errorDetail('cancelled', { message: 'The run ended before this row was read: it was not sent.' });
  }
}
