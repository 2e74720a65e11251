/** Requests, and what came of them: the only file that knows the token. */
import { createHash } from 'node:crypto';
import { setTimeout as pass } from 'node:timers/promises';
import type { Static, TSchema } from '@sinclair/typebox';
import type { DestinationContext, RequestPurpose } from 'destination-permutive/spec';
import { bodyIn, type Exchange, judged, neverConnected, textOf, waitIn } from './answer.ts';
import type { Code, ErrorOf, Problem } from './errors.ts';
import { courteously, unless } from './host.ts';
import { processLane } from './lane.ts';
import type { Delivery } from './settings.ts';

/** What came of a request. In doubt, it may have been carried out, or may still be (T-2). */
type Ending<Body extends TSchema> = { body?: Static<Body>; error?: Problem; doubt: boolean };

/** What requests must know of the service. */
export interface Service<Body extends TSchema> {
  readonly errorOf: ErrorOf;
  readonly headersOf: (token: string) => Record<string, string>;
  /** What its answers hold; any other body is somebody else's. */
  readonly body: Body;
  /** Its own words, where a body is a refusal. */
  readonly refusalIn: (body: Static<Body>) => string | undefined;
}

export interface Line<Body extends TSchema> {
  service: Service<Body>;
  token: string;
  delivery: Delivery;
  context: DestinationContext<Code>;
  cancel: AbortSignal;
  /** Aborts when a cancelled run has had its time to learn what became of what is under way. */
  gone: AbortSignal;
  onWait?: (wait?: { waitingUntil: string; waitingFor: Code }) => void;
}

/** Retries that a run may have open at a time (D-4). */
const BUDGET = 10;

export class Api<Body extends TSchema> {
  readonly requests = { sent: 0, retried: 0 };
  /** The refusal of the token: nothing is sent after it (D-6). */
  fatal: Problem | undefined;
  readonly #line: Line<Body>;
  readonly #account: string;
  /** Successes bring it back. */
  #budget = BUDGET;

  constructor(line: Line<Body>) {
    this.#line = line;
    // The token says which account it is, and must not be told.
    this.#account = `${line.delivery.baseUrl} ${createHash('sha256').update(line.token).digest('hex')}`;
  }

  /** Sends until it is answered, nothing is left to try, or `stop` aborts. With content it is a POST. */
  async send(purpose: RequestPurpose, path: string, content?: object, stop = this.#line.cancel): Promise<Ending<Body>> {
    const { backoffMs, maxAttempts, maxRetryAfterMs } = this.#line.delivery;
    const { errorOf } = this.#line.service;
    let doubt = false;
    const ended = (error: Problem): Ending<Body> => ({ error, doubt });
    for (let attempt = 1; ; ) {
      if (this.fatal) return ended(this.fatal);
      if (stop.aborted) return ended(errorOf('cancelled'));
      const [from, before] = [performance.now(), this.requests.sent];
      const came = await this.#inTurn(path, content, stop);
      const { closedForMs, body, refusal, status: httpStatus, retryAfterMs } = came;
      if (closedForMs !== undefined && closedForMs > maxRetryAfterMs)
        return ended(errorOf('rate_limited', { retryAfterMs: Math.ceil(closedForMs / 1_000) * 1_000 }));
      if (closedForMs !== undefined) {
        await this.#wait(closedForMs, 'rate_limited', stop);
        continue; // That was no attempt.
      }
      const { code, again, unknown } = judged(came);
      const method = content ? 'POST' : 'GET';
      if (this.requests.sent > before)
        this.#tell({ method, purpose, attempt, ms: performance.now() - from }, httpStatus, code);
      if (code === undefined) {
        this.#budget = Math.min(BUDGET, this.#budget + 1);
        return { ...(body !== undefined && { body }), doubt };
      }
      doubt ||= unknown;
      const error = errorOf(code, { httpStatus });
      if (refusal !== undefined) error.message += ` It says: ${refusal.slice(0, 200)}`;
      if (code === 'authentication_failed' || code === 'insufficient_permissions') this.fatal = error;
      // A wait that the service asks for costs no budget: it is in the lane, and the next attempt meets it there (D-4).
      const costs = retryAfterMs === undefined ? 1 : 0;
      if (!again || attempt >= maxAttempts || this.#budget < costs) return ended(error);
      this.#budget -= costs;
      this.requests.retried += 1;
      attempt += 1;
      await this.#wait(Math.random() * Math.min(30_000, backoffMs * 2 ** (attempt - 2)), code, stop);
    }
  }

  /** One request at a time to an account, and none inside a window (P-5, D-3). */
  async #inTurn(path: string, content: object | undefined, stop: AbortSignal): Promise<Exchange<Static<Body>>> {
    const at = { turn: this.#account, windows: [this.#account] };
    const before = this.requests.sent;
    const turn = async ({ closedForMs }: { closedForMs: number }) => {
      if (closedForMs > 0) return { value: { closedForMs } };
      const value = await this.#exchange(path, content);
      return { value, close: value.retryAfterMs === undefined ? {} : { [at.turn]: value.retryAfterMs } };
    };
    try {
      return await (this.#line.context.lane ?? processLane).withTurn<Exchange<Static<Body>>>(at, turn, stop);
    } catch {
      return { lost: 'network_error', unsent: this.requests.sent === before }; // The lane gave no turn.
    }
  }

  /** One exchange, body included, within its deadline; that its signal is heeded is not relied on (D-8). */
  async #exchange(path: string, content: object | undefined): Promise<Exchange<Static<Body>>> {
    const { delivery, gone } = this.#line;
    const over = new AbortController();
    const lost = { lost: 'timeout' } as const;
    const late = pass(delivery.timeoutMs, lost, { signal: over.signal });
    this.requests.sent += 1;
    try {
      return (await unless(gone, Promise.race([this.#answer(path, content, over.signal), late]))) ?? lost;
    } catch (error) {
      return { lost: 'network_error', unsent: neverConnected(error) };
    } finally {
      over.abort();
    }
  }

  async #answer(path: string, content: object | undefined, signal: AbortSignal): Promise<Exchange<Static<Body>>> {
    const { service, token, delivery, context } = this.#line;
    const response = await (context.fetch ?? fetch)(`${delivery.baseUrl}/${path}`, {
      method: content ? 'POST' : 'GET',
      headers: { ...service.headersOf(token), 'content-type': 'application/json' },
      ...(content && { body: JSON.stringify(content) }),
      redirect: 'manual', // The token goes to the service alone (D-7).
      signal,
    });
    // What the service repeats of the token is told to nobody; of word characters, it is its own pattern.
    const text = (await textOf(response)).replaceAll(new RegExp(token, 'gi'), '[redacted]');
    const { status, headers } = response;
    const body = bodyIn(service.body, text);
    const refusal = body && service.refusalIn(body);
    return { status, body, refusal, retryAfterMs: status < 400 ? undefined : waitIn(headers.get('retry-after')) };
  }

  /** O-1: what is told of a request holds nothing of a row, and no token. */
  #tell(
    about: { method: string; purpose: RequestPurpose; attempt: number; ms: number },
    status?: number,
    reason?: Code,
  ): void {
    const { onRequest, logger } = this.#line.context;
    const at = new Date().toISOString();
    const number = this.requests.sent;
    const event = {
      ...{ kind: 'request' as const, number, at, ...about, verdict: reason ?? 'accepted' },
      ...(status !== undefined && { status }),
      ...(reason !== undefined && { reason }),
    };
    courteously(() => onRequest?.(event));
    if (reason !== undefined) courteously(() => logger?.warn(event, 'A request failed.'));
  }

  async #wait(ms: number, waitingFor: Code, stop: AbortSignal): Promise<void> {
    const { onWait, context } = this.#line;
    const waitingUntil = new Date(Date.now() + ms).toISOString();
    onWait?.({ waitingUntil, waitingFor });
    courteously(() => context.onRequest?.({ kind: 'wait', until: waitingUntil, ms, reason: waitingFor }));
    await pass(ms, undefined, { signal: stop }).catch(() => undefined); // Cancelling ends it (T-9).
    onWait?.();
  }
}
