import type { WriteProgress } from '../../spec/host/row-result.ts';
import type { Ledger } from './ledger.ts';

/** Counts requests and tells the host how far the run is. */
export class Progress {
  readonly requests = { sent: 0, retried: 0 };
  readonly #ledger: Ledger;
  readonly #tell: (progress: WriteProgress) => void;

  constructor(ledger: Ledger, tell: (progress: WriteProgress) => void) {
    this.#ledger = ledger;
    this.#tell = tell;
  }

  requested(retried: boolean): void {
    this.requests.sent += 1;
    if (retried) this.requests.retried += 1;
    this.report();
  }

  waiting(ms: number): void {
    this.report({ waitingMs: ms });
  }

  report(extra: { waitingMs?: number } = {}): void {
    try {
      this.#tell({ rows: { ...this.#ledger.rows }, requests: { ...this.requests }, ...extra });
    } catch {
      // Progress is a courtesy: a host that fails to show it must not lose the run for it.
    }
  }
}
