import type { RequestEvent } from '../../spec/host/request-event.ts';
import type { RowResult, WriteSummary } from '../../spec/host/row-result.ts';
import type { Exchange } from './answer-kind.ts';
import { BatchFold } from './batch-course.ts';
import { Causes, type RowNames } from './causes.ts';
import { howKnown } from './evidence.ts';
import type { Deletion, RowCounts, RunAbout, RunFacts } from './facts.ts';
import { wasNotSent, wentOut } from './not-sent.ts';
import { Steps } from './steps.ts';
import { troublesOf } from './troubles.ts';

/** Events and deletions kept whole; a run with more says how many were left out. */
const EVENTS_KEPT = 5_000;
const DELETIONS_KEPT = 10_000;

/** Folds a run's results and events into what a receipt, a screen and a terminal tell of it. */
export class RunCourse {
  readonly #about: RunAbout;
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #rows: RowCounts = {
    settled: 0,
    created: 0,
    updated: 0,
    deleted: 0,
    unchanged: 0,
    skipped: 0,
    failed: 0,
    unknown: 0,
    notSent: 0,
    sent: 0,
  };
  readonly #causes = new Causes();
  readonly #steps = new Steps();
  readonly #batches = new Map<number, { fold: BatchFold; exchanges: Exchange[] }>();
  readonly #events: RequestEvent[] = [];
  readonly #exchanges = new Map<number, Exchange>();
  readonly #deletions: { result: RowResult; names: RowNames }[] = [];
  #requests = 0;
  #leftOut = 0;
  #waitedMs = 0;
  #lastBatch: number | undefined;

  /** `now` in milliseconds since 1970; it dates the steps of the chart. */
  constructor(about: RunAbout, now: () => number) {
    this.#about = about;
    this.#now = now;
    this.#startedAt = Date.parse(about.startedAt);
  }

  record(result: RowResult, names: RowNames = {}): void {
    const { status, outcome, batch, error } = result;
    const rows = this.#rows;
    rows.settled += 1;
    if (status === 'succeeded') rows[outcome ?? 'unchanged'] += 1;
    else rows[status] += 1;
    if (error?.code === 'outcome_unknown') rows.unknown += 1;
    if (wentOut(result)) rows.sent += 1;
    if (wasNotSent(result)) rows.notSent += 1;
    if (outcome === 'deleted' && this.#deletions.length < DELETIONS_KEPT) this.#deletions.push({ result, names });
    if (batch !== undefined) this.#waitedMs -= this.#of(batch).fold.result(result, this.#now());
    this.#causes.record(result, names);
    this.#steps.add(this.#now() - this.#startedAt, rows.settled);
  }

  event(given: RequestEvent): void {
    const event = this.#placed(given);
    if (this.#events.length < EVENTS_KEPT) this.#events.push(event);
    else this.#leftOut += 1;
    if (event.kind === 'wait') {
      this.#waitedMs += event.ms;
      if (this.#lastBatch !== undefined) this.#of(this.#lastBatch).fold.wait(event);
      return;
    }
    this.#requests += 1;
    if (this.#exchanges.size < EVENTS_KEPT) this.#exchanges.set(event.number, event);
    if (event.batch === undefined) return;
    this.#lastBatch = event.batch;
    const { fold, exchanges } = this.#of(event.batch);
    fold.exchange(event);
    if (exchanges.length < EVENTS_KEPT) exchanges.push(event);
  }

  /** A look at the import is for the batch that goes on: batches go out one at a time (P-5). */
  #placed(event: RequestEvent): RequestEvent {
    if (event.kind === 'wait' || event.batch !== undefined || event.purpose === 'check') return event;
    return this.#lastBatch === undefined ? event : { ...event, batch: this.#lastBatch };
  }

  /** `brief`: three instances a cause, and no list of requests or deletions: for a screen that is told often. */
  facts(end?: { readonly at: string; readonly summary: WriteSummary }, { brief = false } = {}): RunFacts {
    const batches = [...this.#batches.values()].map(({ fold, exchanges }) => ({ course: fold.course, exchanges }));
    return {
      format: 'destination-permutive/receipt',
      version: 1,
      about: this.#about,
      ...(end && { endedAt: end.at, summary: end.summary }),
      rows: { ...this.#rows },
      batches: batches.map(({ course }) => course),
      troubles: batches.flatMap(({ course, exchanges }) => troublesOf(course, exchanges)),
      waitedMs: this.#waitedMs,
      causes: this.#causes.all(brief ? 3 : undefined),
      deletions: brief ? [] : this.#deletionsAsTold(),
      steps: this.#steps.all,
      requests: { sent: this.#requests, events: brief ? [] : this.#events, leftOut: this.#leftOut },
    };
  }

  #of(batch: number) {
    let entry = this.#batches.get(batch);
    if (entry === undefined) {
      entry = { fold: new BatchFold(batch), exchanges: [] };
      this.#batches.set(batch, entry);
    }
    return entry;
  }

  #deletionsAsTold(): Deletion[] {
    return this.#deletions.map(({ result, names: { name = result.segment?.before?.name, where } }) => ({
      segmentCode: result.segmentCode ?? '',
      ...(name !== undefined && { name }),
      where: where ?? `row ${result.rowId}`,
      requests: result.requests ?? [],
      known: howKnown(result, this.#exchanges),
    }));
  }
}
