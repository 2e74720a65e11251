import type { ErrorCode } from '../../spec/host/errors.ts';
import type { WriteProgress } from '../../spec/host/row-result.ts';
import type { Clock } from '../clock.ts';
import { courteously } from '../courtesy.ts';
import type { Ledger } from './ledger.ts';

/** Counts requests and tells the host how far the run is. */
export class Progress {
  readonly requests = { sent: 0, retried: 0 };
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #tell: (progress: WriteProgress) => unknown;
  #waiting: { readonly until: number; readonly reason: ErrorCode } | undefined;

  constructor(ledger: Ledger, clock: Clock, tell: (progress: WriteProgress) => unknown) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#tell = tell;
  }

  requested(retried: boolean): void {
    this.requests.sent += 1;
    if (retried) this.requests.retried += 1;
    this.#waiting = undefined;
    this.report();
  }

  /** A wait begins; it stands in every report until it is over. */
  waiting(ms: number, reason: ErrorCode): void {
    this.#waiting = { until: this.#clock.now() + ms, reason };
    this.report();
  }

  report(): void {
    const progress: WriteProgress = { rows: { ...this.#ledger.rows }, requests: { ...this.requests } };
    if (this.#waiting !== undefined && this.#waiting.until > this.#clock.now()) {
      progress.waitingUntil = new Date(this.#waiting.until).toISOString();
      progress.waitingFor = this.#waiting.reason;
    }
    courteously(() => this.#tell(progress));
  }
}
