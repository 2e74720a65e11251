import pRetry from 'p-retry';
import type { Delivery } from '../../spec/host/delivery.ts';
import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { RequestPurpose } from '../../spec/host/request-event.ts';
import type { Clock } from '../clock.ts';
import type { RetryBudget } from './budget.ts';
import type { ApiRequest, Client } from './client.ts';
import { weighDenial } from './denial.ts';
import { type Judgement, judge, type Question, type Retry } from './judge.ts';
import type { Lane } from './lane.ts';
import { httpDate } from './retry-after.ts';
import { type Finding, type Trail, type Verdict, worse } from './verdict.ts';

/** The longest backoff, in milliseconds (D-2). */
const MAX_BACKOFF_MS = 30_000;

/** What a request is for, and what of a batch it carries: told to who watches (O-1). */
export interface Sending {
  readonly purpose: RequestPurpose;
  /** The batch it belongs to, from 1. */
  readonly batch?: number;
  /** Which of the batch's operations it carries, as runs of positions [from, to). Asked for only when somebody watches. */
  readonly positions?: () => readonly (readonly [from: number, to: number])[];
  readonly operations?: number;
  /** Attempts it may take; the run's own limit when absent. */
  readonly attempts?: number;
}

export interface AttemptsOptions {
  readonly client: Client;
  readonly lane: Lane;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  readonly delivery: Pick<Delivery, 'maxAttempts' | 'backoffMs' | 'maxRetryAfterMs'>;
  readonly cancel: AbortSignal | undefined;
  /** Called before each request is sent. */
  readonly onRequest: (retried: boolean) => void;
  /** Called before each wait. */
  readonly onWait: (ms: number, error: ErrorDetail) => void;
}

/** Carries a transient judgement through p-retry, which would not retry anything else of ours. */
class Transient extends Error {
  readonly judgement: Retry;
  constructor(judgement: Retry) {
    super(judgement.spent.error.message);
    this.judgement = judgement;
  }
}

/** What is kept of a request's attempts. */
interface Course {
  readonly requests: number[];
  trail: Trail;
  firstAt: number | undefined;
  /** How far Permutive's clock is ahead of this machine's, in milliseconds. */
  ahead: number;
  /** Deadlines, 504s and 524s in a row. */
  slow: number;
}

/** Sends requests until they have a verdict: the one owner of retries, waiting and the lane (D-2 to D-6). */
export class Attempts {
  readonly #options: AttemptsOptions;
  #sent = 0;

  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  /** Sends `request` until it is answered for good, attempts or budget are spent, or the run is cancelled. */
  async send<T>(request: ApiRequest, question: Question<T>, sending: Sending): Promise<Verdict<T>> {
    const { budget, clock, delivery } = this.#options;
    const course: Course = { requests: [], trail: 'none', firstAt: undefined, ahead: 0, slow: 0 };
    const { splittable = false } = question;
    let retries = 0;
    const verdict = (finding: Finding<T>): Verdict<T> => ({
      ...finding,
      requests: course.requests,
      trail: course.trail,
      sentAt: (course.firstAt ?? clock.now()) + course.ahead,
    });
    try {
      const attempted = (attempt: number) => {
        retries = attempt - 1;
        return this.#attempt(request, question, attempt, course);
      };
      const finding = await pRetry(attempted, {
        retries: (sending.attempts ?? delivery.maxAttempts) - 1,
        minTimeout: 0, // The waits are ours: full jitter and Retry-After (D-2, D-3).
        maxTimeout: 0,
        shouldRetry: async ({ error, attemptNumber }) => {
          if (!(error instanceof Transient) || (splittable && course.slow >= 2)) return false;
          return this.#waitBefore(error.judgement, attemptNumber);
        },
      });
      if (finding.kind === 'success') {
        if (request.method === 'patch') budget.refill();
        else budget.giveBack(retries);
      }
      return verdict(finding);
    } catch (error) {
      if (!(error instanceof Transient)) throw error;
      if (this.#cancelled) return verdict({ kind: 'cancelled' });
      return verdict(this.#spent(error.judgement, splittable && course.slow >= 2));
    }
  }

  get #cancelled(): boolean {
    return this.#options.cancel?.aborted ?? false;
  }

  async #attempt<T>(request: ApiRequest, question: Question<T>, attempt: number, course: Course): Promise<Finding<T>> {
    for (;;) {
      const judged = await this.#takeTurn(request, question, attempt, course);
      if (judged === undefined) {
        await this.#waitForLane();
        continue;
      }
      const settled = await this.#confirmed(judged, question, course);
      course.trail = worse(course.trail, settled.trail);
      if (settled.kind === 'final') return settled.finding;
      course.slow = settled.slow ? course.slow + 1 : 0;
      throw new Transient(settled);
    }
  }

  /** One request, in its turn; nothing when the lane is closed. */
  async #takeTurn<T>(
    request: ApiRequest,
    question: Question<T>,
    attempt: number,
    course: Course,
  ): Promise<Judgement<T> | undefined> {
    const { client, lane, clock, onRequest } = this.#options;
    return lane.oneAtATime(async () => {
      if (this.#cancelled) return { kind: 'final', finding: { kind: 'cancelled' }, trail: 'none' };
      if (lane.closedUntil > clock.now()) return undefined;
      onRequest(attempt > 1);
      this.#sent += 1;
      course.requests.push(this.#sent);
      course.firstAt ??= clock.now();
      const exchange = await client.exchange(request);
      const now = clock.now();
      if (exchange.kind === 'answer') course.ahead = (httpDate(exchange.date ?? '') ?? now) - now;
      const judged = judge(exchange, question, now);
      if (judged.kind === 'retry' && judged.waitMs !== undefined) {
        lane.closedUntil = Math.max(lane.closedUntil, now + judged.waitMs);
      }
      return judged;
    });
  }

  /** D-6: a denial counts when a look at the import agrees. */
  async #confirmed<T>(
    judged: Judgement<T>,
    { confirm }: Question<T>,
    course: Course,
  ): Promise<Exclude<Judgement<T>, { kind: 'denial' }>> {
    if (judged.kind !== 'denial') return judged;
    if (confirm === undefined)
      return { kind: 'final', finding: { kind: 'denied', error: judged.error }, trail: 'none' };
    const seen = await confirm();
    course.requests.push(...seen.requests);
    return weighDenial(judged, seen);
  }

  /** Waits out a window that this run or another opened; gives up when it is longer than the run may wait (D-3). */
  async #waitForLane(): Promise<void> {
    const { lane, clock, delivery, cancel, onWait } = this.#options;
    const ms = lane.closedUntil - clock.now();
    const error = errorDetail('rate_limited', { retryAfterMs: Math.ceil(ms) });
    const closed: Retry = { kind: 'retry', spent: { kind: 'exhausted', error }, trail: 'none', waitMs: ms };
    if (ms > delivery.maxRetryAfterMs) throw new Transient(closed);
    onWait(ms, error);
    await clock.wait(ms, cancel).catch(() => {
      throw new Transient(closed);
    });
  }

  /** Whether to try again, after the wait that takes. A wait that Permutive asked for costs no budget (D-4). */
  async #waitBefore(judgement: Retry, attempt: number): Promise<boolean> {
    const { clock, lane, budget, delivery, cancel, onWait } = this.#options;
    if (this.#cancelled) return false;
    const closedFor = Math.max(0, lane.closedUntil - clock.now());
    if (closedFor > delivery.maxRetryAfterMs) return false;
    if (judgement.waitMs === undefined && !budget.spend()) return false;
    const ceiling = Math.min(MAX_BACKOFF_MS, delivery.backoffMs * 2 ** (attempt - 1));
    const ms = Math.max(clock.random() * ceiling, closedFor);
    onWait(ms, judgement.spent.error);
    return clock.wait(ms, cancel).then(
      () => true,
      () => false,
    );
  }

  /** What stays when nothing more is tried. A window longer than the run may wait is the reason, whatever opened it (D-3). */
  #spent({ spent, waitMs }: Retry, tooSlow: boolean): Finding<never> {
    const { lane, clock, delivery } = this.#options;
    const closedFor = Math.max(waitMs ?? 0, lane.closedUntil - clock.now());
    if (closedFor > delivery.maxRetryAfterMs) {
      const { httpStatus, requestId } = spent.error;
      const error = errorDetail('rate_limited', {
        retryAfterMs: Math.ceil(closedFor),
        message: `Permutive asks to wait ${Math.ceil(closedFor / 1_000)} s, longer than this run may wait.`,
        ...(httpStatus !== undefined && { httpStatus }),
        ...(requestId !== undefined && { requestId }),
      });
      return { kind: 'exhausted', error };
    }
    return tooSlow ? { kind: 'too_slow', error: spent.error } : spent;
  }
}
