import type { RowResult } from '../../../spec/host/row-result.ts';
import type { Sample } from './run-report.ts';

const SAMPLES_KEPT = 60;

/** The counts over the run, in a few dozen samples however long it takes: full, it drops every second one. */
export class Timeline {
  readonly counts = { created: 0, updated: 0, deleted: 0, unchanged: 0, failed: 0, skipped: 0 };
  #samples: Sample[] = [{ at: 0, ...this.counts }];
  #intervalMs = 50;

  record({ status, outcome }: RowResult): void {
    if (status !== 'succeeded') this.counts[status] += 1;
    else if (outcome !== null) this.counts[outcome] += 1;
  }

  /** `at`: milliseconds since the start. */
  sample(at: number): void {
    if (at - (this.#samples.at(-1)?.at ?? 0) < this.#intervalMs) return;
    this.#samples.push({ at, ...this.counts });
    if (this.#samples.length <= SAMPLES_KEPT) return;
    this.#intervalMs *= 2;
    this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
  }

  /** The samples with the end as the last one. */
  endingAt(at: number): readonly Sample[] {
    return [...this.#samples.filter((sample) => sample.at < at), { at, ...this.counts }];
  }
}
