import type { ErrorDetail } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { FileRowResult } from '../report/file-run.ts';
import type { RowLine } from '../report/run-report.ts';
import type { Page, RowFilter } from './protocol.ts';

type Verdict = Pick<RowResult, 'status' | 'outcome' | 'error'>;

/** Every row of a run with what became of it, by its place in the file. Verdicts are shared: most rows say the same. */
export class RowTable {
  readonly #ids: string[] = [];
  readonly #places = new Map<number, number>();
  readonly #codes: (string | null)[] = [];
  readonly #verdicts: (Verdict | undefined)[] = [];
  readonly #shared = new Map<string, Verdict>();

  /** Makes a place for a row that is about to be sent, or refused. */
  expect(line: number, rowId: string): void {
    this.#codes.push(null);
    this.#verdicts.push(undefined);
    this.#places.set(line, this.#ids.push(rowId) - 1);
  }

  settle({ line, segmentCode, status, outcome, error }: FileRowResult): void {
    const place = this.#places.get(line);
    if (place === undefined) return;
    this.#codes[place] = segmentCode;
    const key = error === undefined ? `${status} ${outcome}` : `${status} ${JSON.stringify(error)}`;
    let verdict = this.#shared.get(key);
    if (verdict === undefined) {
      verdict = { status, outcome, ...(error !== undefined && { error }) };
      this.#shared.set(key, verdict);
    }
    this.#verdicts[place] = verdict;
  }

  failureAt(line: number): ErrorDetail | undefined {
    const verdict = this.#verdicts[this.#places.get(line) ?? -1];
    return verdict?.status === 'failed' ? verdict.error : undefined;
  }

  /** Segments, not rows. */
  get segmentsDeleted(): number {
    return new Set(this.#codes.filter((_, place) => this.#verdicts[place]?.outcome === 'deleted')).size;
  }

  /** The settled rows that fit, in the order of the file. */
  page(filter: RowFilter, query: string, offset: number, limit: number): Page<RowLine> {
    const words = query.trim().toLowerCase();
    const lines: RowLine[] = [];
    let total = 0;
    for (let place = 0; place < this.#ids.length; place += 1) {
      const verdict = this.#verdicts[place];
      if (verdict === undefined || !passes(verdict, filter)) continue;
      if (words !== '' && !this.#mentions(place, verdict, words)) continue;
      if (total >= offset && lines.length < limit) lines.push(this.#line(place, verdict));
      total += 1;
    }
    return { total, lines };
  }

  #mentions(place: number, { error }: Verdict, words: string): boolean {
    const text = `${this.#ids[place]} ${this.#codes[place] ?? ''} ${error?.message ?? ''}`;
    return text.toLowerCase().includes(words);
  }

  #line(place: number, { status, outcome, error }: Verdict): RowLine {
    return {
      rowId: this.#ids[place] ?? '',
      segmentCode: this.#codes[place] ?? null,
      status,
      outcome,
      ...(error && { message: error.message, remedy: error.remedy }),
      ...(error?.requestId !== undefined && { requestId: error.requestId }),
    };
  }
}

const passes = ({ status, outcome }: Verdict, filter: RowFilter): boolean =>
  filter === 'all' || filter === status || filter === outcome;
