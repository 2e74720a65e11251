import type { Lane } from '../../spec/destination/lane.ts';
import type { RequestEnded, RequestPurpose } from '../../spec/host/request-event.ts';
import type { Clock } from '../clock.ts';
import type { Exchange } from './answer.ts';
import type { ApiRequest, Client } from './client.ts';
import { type Judgement, judge, type Question } from './judge.ts';
import { lost } from './lost.ts';
import type { Place } from './place.ts';
import type { Watch } from './watch.ts';

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
  /** Deadlines, 504s and 524s after which it is too slow (D-5); two when absent. */
  readonly slowAfter?: number;
}

/** The most runs of positions that an event names. */
const MOST_RUNS = 64;

export interface TurnsOptions {
  readonly client: Client;
  readonly lane: Lane;
  readonly place: Place;
  readonly clock: Clock;
  readonly watch: Watch;
  readonly cancel: AbortSignal | undefined;
  /** What all of them are for, where that is one thing. */
  readonly purpose: RequestPurpose | undefined;
  /** Called before each request is sent. */
  readonly onRequest: (retried: boolean) => void;
}

/** What came of asking for a turn. */
export type Taken<T> =
  | { readonly kind: 'cancelled' }
  /** A window is open; nothing was sent (D-3). */
  | { readonly kind: 'closed'; readonly ms: number }
  /** The lane gave no turn; nothing was sent (L-2). */
  | { readonly kind: 'refused'; readonly why: string }
  | {
      readonly kind: 'sent';
      readonly judged: Judgement<T>;
      readonly number: number;
      readonly exchange: Exchange;
      /** When it went out and when it ended, in milliseconds since the epoch. */
      readonly from: number;
      readonly to: number;
    };

/** Sends a request once, in its turn at the import (L-1, P-5). */
export class Turns {
  readonly #options: TurnsOptions;
  #sent = 0;
  /** Whether somebody waits for a turn that another run holds. */
  waiting = false;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  async take<T>(request: ApiRequest, question: Question<T>, sending: Sending, attempt: number): Promise<Taken<T>> {
    const { lane, place, cancel } = this.#options;
    let taken: Taken<T> | undefined;
    let fault: { readonly error: unknown } | undefined;
    this.waiting = true;
    try {
      await lane.withTurn(
        { turn: place.turn, windows: place.windows },
        async ({ closedForMs: ms }) => {
          this.waiting = false;
          if (cancel?.aborted) taken = { kind: 'cancelled' };
          else if (ms > 0) taken = { kind: 'closed', ms };
          else
            taken = await this.#send(request, question, sending, attempt).catch((error: unknown) => {
              fault = { error };
              throw error;
            });
          return { value: undefined, close: this.#windowOf(taken) };
        },
        cancel,
      );
    } catch (error) {
      if (fault !== undefined) throw fault.error; // Not the lane's: what went out may be in effect (T-1).
      // Once the request is out its answer counts, whatever the lane does.
      if (cancel?.aborted) taken ??= { kind: 'cancelled' };
      const { message: why } = lost(error);
      taken ??= { kind: 'refused', why };
    } finally {
      this.waiting = false;
    }
    return taken ?? { kind: 'refused', why: 'it ended without giving a turn' };
  }

  #windowOf<T>(taken: Taken<T>): Readonly<Record<string, number>> {
    if (taken.kind !== 'sent' || taken.judged.kind !== 'retry' || !taken.judged.waitMs) return {};
    const { place } = this.#options;
    return { [taken.judged.ofKey ? place.ofKey : place.own]: taken.judged.waitMs };
  }

  async #send<T>(
    request: ApiRequest,
    question: Question<T>,
    { purpose, batch, positions, operations }: Sending,
    attempt: number,
  ): Promise<Taken<T>> {
    const { client, clock, watch, onRequest } = this.#options;
    onRequest(attempt > 1);
    this.#sent += 1;
    const number = this.#sent;
    const from = clock.now();
    return watch.request<Extract<Taken<T>, { kind: 'sent' }>>(
      () => {
        const runs = positions?.();
        return {
          number,
          method: request.method.toUpperCase(),
          purpose: this.#options.purpose ?? purpose,
          attempt,
          ...(batch !== undefined && { batch }),
          ...(operations !== undefined && { operations }),
          ...(runs !== undefined && runs.length <= MOST_RUNS && { positions: runs }),
        };
      },
      async () => {
        const exchange = await client.exchange(request);
        const to = clock.now();
        return { kind: 'sent', judged: judge(exchange, question, to), number, exchange, from, to };
      },
      ({ judged, exchange, to }) => ({ at: new Date(to).toISOString(), ms: to - from, ...saidOf(judged, exchange) }),
    );
  }
}

/** What an event says of an answer. */
function saidOf(judged: Judgement<unknown>, exchange: Exchange): Pick<RequestEnded, 'verdict'> & Partial<RequestEnded> {
  const status = exchange.kind === 'answer' ? { status: exchange.status } : {};
  const error = errorOf(judged);
  const verdict = judged.kind === 'final' ? judged.finding.kind : judged.kind;
  const requestId = error?.requestId ?? (exchange.kind === 'answer' ? exchange.requestId : undefined);
  return { verdict, ...status, ...(error && { reason: error.code }), ...(requestId !== undefined && { requestId }) };
}

function errorOf(judged: Judgement<unknown>) {
  switch (judged.kind) {
    case 'retry':
      return judged.spent.error;
    case 'denial':
      return judged.error;
    case 'final':
      return 'error' in judged.finding ? judged.finding.error : undefined;
  }
}
