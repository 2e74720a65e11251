import pRetry from 'p-retry';
import type { Delivery } from '../../spec/host/delivery.ts';
import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { Clock } from '../clock.ts';
import type { RetryBudget } from './budget.ts';
import type { ApiRequest } from './client.ts';
import { weighDenial } from './denial.ts';
import type { Judgement, Question, Retry } from './judge.ts';
import { httpDate } from './retry-after.ts';
import type { Sending, Taken, Turns } from './turn.ts';
import { type Finding, type Trail, type Verdict, worse } from './verdict.ts';
import type { Watch } from './watch.ts';

/** The longest backoff, in milliseconds (D-2). */
const MAX_BACKOFF_MS = 30_000;

export interface AttemptsOptions {
  readonly turns: Turns;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  readonly watch: Watch;
  readonly delivery: Pick<Delivery, 'maxAttempts' | 'backoffMs' | 'maxRetryAfterMs'>;
  readonly cancel: AbortSignal | undefined;
  /** Called before each wait. */
  readonly onWait: (ms: number, error: ErrorDetail) => void;
}

/** What only Permutive itself can say: the service works, whatever it thinks of the request. */
const ANSWERED: ReadonlySet<Finding<unknown>['kind']> = new Set(['success', 'refused', 'not_found']);

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

/** Sends requests until they have a verdict: the one owner of retries and waiting (D-2 to D-6). */
export class Attempts {
  readonly #options: AttemptsOptions;
  /** The same as the last answer told it: a request whose answer is lost has none of its own. */
  #ahead = 0;

  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  /** Sends `request` until it is answered for good, attempts or budget are spent, or the run is cancelled. */
  async send<T>(request: ApiRequest, question: Question<T>, sending: Sending): Promise<Verdict<T>> {
    const { budget, clock, delivery } = this.#options;
    const course: Course = { requests: [], trail: 'none', firstAt: undefined, ahead: this.#ahead, slow: 0 };
    const tooSlow = () => question.splittable === true && course.slow >= (sending.slowAfter ?? 2);
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
        return this.#attempt(request, question, sending, attempt, course);
      };
      const finding = await pRetry(attempted, {
        retries: (sending.attempts ?? delivery.maxAttempts) - 1,
        minTimeout: 0, // The waits are ours: full jitter and Retry-After (D-2, D-3).
        maxTimeout: 0,
        shouldRetry: async ({ error, attemptNumber }) =>
          error instanceof Transient && !tooSlow() && this.#waitBefore(error.judgement, attemptNumber),
      });
      if (finding.kind === 'success' && request.method === 'patch') budget.refill();
      else if (ANSWERED.has(finding.kind)) budget.giveBack(retries);
      return verdict(finding);
    } catch (error) {
      if (!(error instanceof Transient)) throw error;
      return verdict(this.#cancelled ? { kind: 'cancelled' } : this.#spent(error.judgement, tooSlow()));
    }
  }

  get #cancelled(): boolean {
    return this.#options.cancel?.aborted ?? false;
  }

  async #attempt<T>(
    request: ApiRequest,
    question: Question<T>,
    sending: Sending,
    attempt: number,
    course: Course,
  ): Promise<Finding<T>> {
    for (;;) {
      const taken = await this.#options.turns.take(request, question, sending, attempt);
      switch (taken.kind) {
        case 'cancelled':
          return { kind: 'cancelled' };
        case 'closed':
          await this.#waitOut(taken.ms);
          continue; // Waiting for a turn is no attempt (L-2).
        case 'refused':
          throw new Transient(noTurn(taken.why));
        case 'sent':
          return this.#settle(taken, question, course);
      }
    }
  }

  /** Takes up what an exchange came to; throws what may be tried again. */
  async #settle<T>(
    { judged, number, exchange, from, to }: Extract<Taken<T>, { kind: 'sent' }>,
    question: Question<T>,
    course: Course,
  ): Promise<Finding<T>> {
    course.requests.push(number);
    course.firstAt ??= from;
    const date = exchange.kind === 'answer' ? httpDate(exchange.date ?? '') : undefined;
    if (date !== undefined) {
      this.#ahead = date - to;
      course.ahead = this.#ahead;
    }
    const settled = judged.kind === 'denial' ? await this.#confirmed(judged, question, course) : judged;
    course.trail = worse(course.trail, settled.trail);
    if (settled.kind === 'final') return settled.finding;
    course.slow = settled.slow ? course.slow + 1 : 0;
    throw new Transient(settled);
  }

  /** D-6: a denial counts when a look at the import agrees; asked of the import itself, it needs none. */
  async #confirmed(
    denial: Extract<Judgement<never>, { kind: 'denial' }>,
    { confirm }: Pick<Question<unknown>, 'confirm'>,
    course: Course,
  ): Promise<Exclude<Judgement<never>, { kind: 'denial' }>> {
    if (confirm === undefined) {
      return { kind: 'final', finding: { kind: 'denied', error: denial.error }, trail: 'none' };
    }
    const seen = await confirm();
    course.requests.push(...seen.requests);
    return weighDenial(denial, seen);
  }

  /** Waits out a window that this run or another met; gives up when it is longer than the run may wait (D-3). */
  async #waitOut(ms: number): Promise<void> {
    const error = errorDetail('rate_limited', { retryAfterMs: Math.ceil(ms) });
    const closed: Retry = { kind: 'retry', spent: { kind: 'exhausted', error }, trail: 'none', waitMs: ms };
    if (ms > this.#options.delivery.maxRetryAfterMs || !(await this.#wait(ms, error))) throw new Transient(closed);
  }

  /** Whether to try again, after the wait that takes. A wait that Permutive asked for costs no budget (D-4). */
  async #waitBefore({ spent, waitMs }: Retry, attempt: number): Promise<boolean> {
    const { clock, budget, delivery } = this.#options;
    if (this.#cancelled || (waitMs ?? 0) > delivery.maxRetryAfterMs) return false;
    if (waitMs === undefined && !budget.spend()) return false;
    const ceiling = Math.min(MAX_BACKOFF_MS, delivery.backoffMs * 2 ** (attempt - 1));
    return this.#wait(Math.max(clock.random() * ceiling, waitMs ?? 0), spent.error);
  }

  /** Whether the wait came to its end; it does not when the run is cancelled. */
  async #wait(ms: number, error: ErrorDetail): Promise<boolean> {
    const { clock, cancel, watch, onWait } = this.#options;
    onWait(ms, error);
    const until = new Date(clock.now() + ms).toISOString();
    let whole = true;
    await watch.wait({ kind: 'wait', until, ms, reason: error.code }, () =>
      clock.wait(ms, cancel).catch(() => {
        whole = false;
      }),
    );
    return whole;
  }

  /** What stays when nothing more is tried. A window longer than the run may wait is the reason, whatever met it (D-3). */
  #spent({ spent, waitMs = 0 }: Retry, tooSlow: boolean): Finding<never> {
    if (waitMs > this.#options.delivery.maxRetryAfterMs) {
      const { httpStatus, requestId } = spent.error;
      const error = errorDetail('rate_limited', {
        retryAfterMs: Math.ceil(waitMs),
        message: `Permutive asks to wait ${Math.ceil(waitMs / 1_000)} s, longer than this run may wait.`,
        ...(httpStatus !== undefined && { httpStatus }),
        ...(requestId !== undefined && { requestId }),
      });
      return { kind: 'exhausted', error };
    }
    return tooSlow ? { kind: 'too_slow', error: spent.error } : spent;
  }
}

/** The lane gave no turn: nothing was sent (L-2). */
function noTurn(why: string): Retry {
  const message = `The lane that was handed in gave no turn at the import: ${why.replace(/\.?$/, '.')}`;
  return {
    kind: 'retry',
    spent: { kind: 'exhausted', error: errorDetail('network_error', { message }) },
    trail: 'none',
  };
}
