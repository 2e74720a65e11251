import type { RowResult, WriteSummary } from '../../spec/host/row-result.ts';
import type { Patience } from '../settle/patience.ts';

type Counts = Pick<WriteSummary, 'rows' | 'outcomes'> & { segments: WriteSummary['outcomes'] };

const none = (): WriteSummary['outcomes'] => ({ created: 0, updated: 0, deleted: 0, unchanged: 0 });

/** Tells the host every row's result once and one after another, whoever settled it, and counts them. */
export class Telling {
  readonly counts: Counts = {
    rows: { received: 0, succeeded: 0, failed: 0, skipped: 0 },
    outcomes: none(),
    segments: none(),
  };
  /** What the host's callback threw first. */
  #fault: { readonly error: unknown } | undefined;
  readonly #tell: (result: RowResult) => void | Promise<void>;
  readonly #patience: Patience;
  #queue: Promise<void> = Promise.resolve();

  constructor(tell: (result: RowResult) => void | Promise<void>, patience: Patience) {
    this.#tell = tell;
    this.#patience = patience;
  }

  receive(rows: number): void {
    this.counts.rows.received += rows;
  }

  /** Tells the results of rows that share one segment. Resolves when the host has taken them; never rejects. */
  tell(results: readonly RowResult[]): Promise<void> {
    const [first] = results;
    if (first === undefined) return this.#queue;
    if (first.outcome !== null) this.counts.segments[first.outcome] += 1;
    return this.tellMore(results);
  }

  /** Tells results of rows whose segment was counted before. */
  tellMore(results: readonly RowResult[]): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      for (const result of results) {
        this.counts.rows[result.status] += 1;
        if (result.outcome !== null) this.counts.outcomes[result.outcome] += 1;
        await this.attempt(() => this.#tell(result));
      }
    });
    return this.#queue;
  }

  /** @throws what the host's callback threw, once everything was told (T-10). */
  throwFault(): void {
    if (this.#fault !== undefined) throw this.#fault.error;
  }

  /** Calls the host, and waits for it as long as T-9 lets it; what it throws is kept. */
  async attempt(call: () => void | Promise<void> | undefined): Promise<void> {
    try {
      const taken = call();
      if (taken !== undefined) await this.#patience.waitFor(taken);
    } catch (error) {
      this.#fault ??= { error };
    }
  }
}
