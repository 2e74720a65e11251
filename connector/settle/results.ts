import type { Logger, WriteContext } from '../../spec/host/connector.ts';
import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { WriteSummary } from '../../spec/host/row-result.ts';
import type { Clock } from '../clock.ts';
import type { SegmentChange, SettledRows } from '../plan/segment-change.ts';
import type { Fact, SettledBy } from '../recover/step.ts';
import type { Redact } from '../redact.ts';
import { Ledger } from './ledger.ts';
import { Patience } from './patience.ts';
import { Progress } from './progress.ts';
import { AcceptedTelling, FactTelling, type Foretelling, UNKNOWN, UNSENT } from './settlement.ts';
import { type RunEnd, summaryOf } from './summary.ts';

export interface ResultsOptions {
  readonly log: Logger;
  readonly clock: Clock;
  readonly redact: Redact;
  readonly cancel: AbortSignal;
  /** Called when the host fails to take a result for the first time (T-10). */
  readonly onHostFault: () => void;
}

/** All that a run tells its host: a result a row, progress, and the summary. */
export class Results {
  readonly #ledger: Ledger;
  readonly #progress: Progress;
  readonly #options: ResultsOptions;
  readonly #startedAt: number;

  constructor(context: WriteContext, options: ResultsOptions) {
    const { clock, redact, cancel, onHostFault } = options;
    const patience = new Patience(cancel, clock);
    this.#ledger = new Ledger({
      report: (result) => context.onRowResult(result.error ? { ...result, error: redact(result.error) } : result),
      waitFor: (taken) => patience.waitFor(taken),
      onHostFault,
    });
    this.#progress = new Progress(this.#ledger, clock, (report) => context.onProgress?.(report));
    this.#options = options;
    this.#startedAt = clock.now();
  }

  /** What `onRowResult` threw first (T-10). */
  get hostFault(): Ledger['hostFault'] {
    return this.#ledger.hostFault;
  }

  /** Rows that have their result. */
  get settled(): number {
    const { succeeded, failed, skipped } = this.#ledger.rows;
    return succeeded + failed + skipped;
  }

  /** Whether a segment of exactly this code was there when the run had last to do with it. */
  isBroughtAbout(code: string): boolean {
    return this.#ledger.segments.isThere(code);
  }

  readonly onRequest = (retried: boolean): void => this.#progress.requested(retried);

  readonly onWait = (ms: number, { code, requestId }: ErrorDetail): void => {
    this.#options.log.info({ waitMs: Math.round(ms), reason: code, requestId }, 'Waiting for Permutive.');
    this.#progress.waiting(ms, code);
  };

  /** Rows came in, some of which are settled already. */
  readonly received = async (rows: number, settled: readonly SettledRows[]): Promise<void> => {
    this.#ledger.receive(rows);
    if (settled.length > 0) await this.#ledger.settle(settled, UNSENT);
    this.#progress.report();
  };

  /** Changes took effect as they were asked for. */
  async accepted(changes: readonly SegmentChange[], by: SettledBy, foretelling?: Foretelling): Promise<void> {
    await this.#ledger.settle(changes, new AcceptedTelling(by, foretelling));
    this.#progress.report();
  }

  /** Changes became facts. */
  async facts(
    facts: readonly Fact[],
    batch: number,
    observer: ConstructorParameters<typeof FactTelling>[1],
    foretelling?: Foretelling,
  ): Promise<void> {
    await this.#ledger.settle(facts, new FactTelling(batch, observer, foretelling));
    this.#progress.report();
  }

  /** Those of the changes that have no result yet cannot be known (T-1). */
  unknown(changes: readonly SegmentChange[]): Promise<void> {
    return this.#ledger.settle(changes, UNKNOWN);
  }

  /** Ends the run. */
  summary({ dryRun, fatal }: Pick<RunEnd, 'dryRun' | 'fatal'>): WriteSummary {
    const { log, clock, redact, cancel } = this.#options;
    const summary = summaryOf(this.#ledger, this.#progress, {
      dryRun,
      fatal: fatal && redact(fatal),
      cancelled: cancel.aborted,
      durationMs: clock.now() - this.#startedAt,
    });
    log.info({ ...summary }, 'Run ended.');
    return summary;
  }
}
