import pRetry from 'p-retry';
import type { Delivery } from '../../spec/host/delivery.ts';
import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { Clock } from '../clock.ts';
import type { RetryBudget } from './budget.ts';
import type { ApiRequest, Client } from './client.ts';
import type { Lane } from './lane.ts';
import { type Final, type Judgement, judge, type Retry } from './verdict.ts';

/** The longest backoff, in milliseconds (D-2). */
const MAX_BACKOFF_MS = 30_000;

/**
 * What a request came to after all its attempts. `lost` tells that some attempt may have been applied although its answer
 * said nothing of it.
 */
export type Verdict<T> = (
  | Final<T>
  | { kind: 'exhausted'; error: ErrorDetail }
  /** Two deadlines or 504s in a row: a smaller batch may pass (D-5). */
  | { kind: 'too_slow'; error: ErrorDetail }
) & { readonly lost: boolean };

/** Carries a transient judgement through p-retry, which would not retry anything else of ours. */
class Transient extends Error {
  readonly judgement: Retry;
  constructor(judgement: Retry) {
    super(judgement.error.message);
    this.judgement = judgement;
  }
}

export interface DispatchOptions {
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

/** Sends requests until they have a verdict: the one owner of retries, waiting and the lane (D-2 to D-4). */
export class Dispatch {
  readonly #options: DispatchOptions;

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  /** Sends `request` until it is answered for good, attempts or budget are spent, or the run is cancelled. */
  async send<T>(request: ApiRequest, read: (json: unknown) => T | undefined, splittable = false): Promise<Verdict<T>> {
    const { budget, delivery } = this.#options;
    const state = { lost: false, slow: 0 };
    let retries = 0;
    try {
      const attempted = (attempt: number) => {
        retries = attempt - 1;
        return this.#attempt(request, read, attempt > 1, state);
      };
      const judgement = await pRetry(attempted, {
        retries: delivery.maxAttempts - 1,
        minTimeout: 0, // The waits are ours: full jitter and Retry-After (D-2, D-3).
        maxTimeout: 0,
        shouldRetry: async ({ error, attemptNumber }) => {
          if (!(error instanceof Transient) || (splittable && state.slow >= 2)) return false;
          return this.#waitBefore(error.judgement, attemptNumber);
        },
      });
      if (judgement.kind === 'success') {
        if (splittable) budget.refill();
        else budget.giveBack(retries);
      }
      return { ...judgement, lost: state.lost };
    } catch (error) {
      if (!(error instanceof Transient)) throw error;
      if (this.#cancelled) return { kind: 'cancelled', lost: state.lost };
      const kind = splittable && state.slow >= 2 ? 'too_slow' : 'exhausted';
      return { kind, error: this.#finalError(error.judgement), lost: state.lost };
    }
  }

  get #cancelled(): boolean {
    return this.#options.cancel?.aborted ?? false;
  }

  async #attempt<T>(
    request: ApiRequest,
    read: (json: unknown) => T | undefined,
    retried: boolean,
    state: { lost: boolean; slow: number },
  ): Promise<Exclude<Judgement<T>, { kind: 'retry' }>> {
    const { client, lane, clock, onRequest } = this.#options;
    for (;;) {
      const judgement = await lane.oneAtATime(async (): Promise<Judgement<T> | undefined> => {
        if (this.#cancelled) return { kind: 'cancelled' };
        if (lane.closedUntil > clock.now()) return undefined;
        onRequest(retried);
        const exchange = await client.exchange(request);
        const judged = judge(exchange, read, clock.now());
        if (judged.kind === 'retry' && judged.waitMs !== undefined) {
          lane.closedUntil = Math.max(lane.closedUntil, clock.now() + judged.waitMs);
        }
        // Cut off by the cancellation: the request was on its way.
        if (judged.kind === 'cancelled') state.lost = true;
        return judged;
      });
      if (judgement === undefined) {
        await this.#waitForLane();
        continue;
      }
      if (judgement.kind !== 'retry') {
        if (judgement.kind === 'unexpected' && judgement.applied === 'maybe') state.lost = true;
        return judgement;
      }
      if (judgement.applied === 'maybe') state.lost = true;
      state.slow = judgement.slow ? state.slow + 1 : 0;
      throw new Transient(judgement);
    }
  }

  /** Waits out a window that this run or another opened; gives up when it is longer than the run may wait (D-3). */
  async #waitForLane(): Promise<void> {
    const { lane, clock, delivery, cancel, onWait } = this.#options;
    const ms = lane.closedUntil - clock.now();
    const error = errorDetail('rate_limited', { retryAfterMs: Math.ceil(ms) });
    const closed: Retry = { kind: 'retry', error, applied: 'no', waitMs: ms, slow: false };
    if (ms > delivery.maxRetryAfterMs) throw new Transient(closed);
    onWait(ms, error);
    await clock.wait(ms, cancel).catch(() => {
      throw new Transient(closed);
    });
  }

  /** Whether to try again, after the wait that takes. */
  async #waitBefore(judgement: Retry, attempt: number): Promise<boolean> {
    const { clock, lane, budget, delivery, cancel, onWait } = this.#options;
    if (this.#cancelled) return false;
    const closedFor = Math.max(0, lane.closedUntil - clock.now());
    if (closedFor > delivery.maxRetryAfterMs || !budget.spend()) return false;
    const ceiling = Math.min(MAX_BACKOFF_MS, delivery.backoffMs * 2 ** (attempt - 1));
    const ms = Math.max(clock.random() * ceiling, closedFor);
    onWait(ms, judgement.error);
    return clock.wait(ms, cancel).then(
      () => true,
      () => false,
    );
  }

  /** A window longer than the run may wait is the reason, whatever opened it (D-3). */
  #finalError(judgement: Retry): ErrorDetail {
    const { lane, clock, delivery } = this.#options;
    const closedFor = Math.max(judgement.waitMs ?? 0, lane.closedUntil - clock.now());
    if (closedFor <= delivery.maxRetryAfterMs) return judgement.error;
    const { httpStatus, requestId } = judgement.error;
    return errorDetail('rate_limited', {
      retryAfterMs: Math.ceil(closedFor),
      message: `Permutive asks to wait ${Math.ceil(closedFor / 1_000)} s, longer than this run may wait.`,
      ...(httpStatus !== undefined && { httpStatus }),
      ...(requestId !== undefined && { requestId }),
    });
  }
}
