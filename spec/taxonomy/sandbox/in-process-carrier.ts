import type { Answer } from './answer.ts';
import { type Carrier, halfOf, type Pace, pieces, wireOf } from './carrier.ts';
import type { SandboxClock } from './clock.ts';

/** What fetch() says when the connection is lost. */
const lost = () =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });

/** Statuses whose Response may not have a body. */
const BODILESS = new Set([204, 205, 304]);

/** To a caller of the sandbox's own fetch: no socket, but the same faults. Holds the clock whenever it is at work. */
export class InProcessCarrier implements Carrier {
  /** What the caller of fetch() gets. */
  readonly response: Promise<Response>;
  readonly #clock: SandboxClock;
  /** Aborted when the caller aborts, or cancels the body. */
  readonly #gone = new AbortController();
  /** The caller's signal may serve many requests: it must not be left listened to. */
  readonly #detach: () => void;
  #resolve: (response: Response) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;
  #release: (() => void) | undefined;

  constructor(clock: SandboxClock, caller: AbortSignal) {
    this.#clock = clock;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#hold();
    const leave = () => {
      this.#reject(caller.reason);
      this.#gone.abort(caller.reason);
    };
    if (caller.aborted) leave();
    caller.addEventListener('abort', leave, { once: true });
    this.#detach = () => caller.removeEventListener('abort', leave);
  }

  answer(answer: Answer): void {
    this.#respond(answer, BODILESS.has(answer.status) ? null : answer.body);
    this.#end();
  }

  reset(): void {
    this.#reject(lost());
    this.#end();
  }

  async stall(begun?: Answer): Promise<void> {
    if (begun !== undefined)
      this.#respond(
        begun,
        this.#stream((body) => body.enqueue(halfOf(wireOf(begun).body))),
      );
    this.#rest();
    await this.#untilGone();
    this.#end();
  }

  async trickle(answer: Answer, { bytesPerTick, tickMs }: Pace): Promise<void> {
    let body: ReadableStreamDefaultController<Uint8Array> | undefined;
    this.#respond(
      answer,
      this.#stream((opened) => {
        body = opened;
      }),
    );
    try {
      for (const piece of pieces(wireOf(answer).body, bytesPerTick)) {
        await this.wait(tickMs, this.#gone.signal);
        body?.enqueue(piece);
      }
      body?.close();
    } catch {
      // The client is gone: its abort errored the body, or it cancelled it.
    }
    this.#end();
  }

  truncate(answer: Answer): void {
    let sent = false;
    const body = new ReadableStream<Uint8Array>({
      pull(opened) {
        if (sent) opened.error(new TypeError('terminated'));
        else opened.enqueue(halfOf(wireOf(answer).body));
        sent = true;
      },
    });
    this.#respond(answer, body);
    this.#end();
  }

  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    const waited = this.#clock.wait(ms, signal);
    this.#rest();
    try {
      await waited;
    } finally {
      this.#hold();
    }
  }

  /** The sandbox itself is at fault. */
  fail(error: unknown): void {
    this.#reject(error);
    this.#end();
  }

  /** Lets the clock go: nothing is being done for this request now. */
  #rest(): void {
    this.#release?.();
    this.#release = undefined;
  }

  #end(): void {
    this.#rest();
    this.#detach();
  }

  #hold(): void {
    this.#release ??= this.#clock.hold?.();
  }

  #respond(answer: Answer, body: string | ReadableStream<Uint8Array> | null): void {
    this.#resolve(new Response(body, { status: answer.status, headers: wireOf(answer).headers }));
  }

  #stream(begin: (body: ReadableStreamDefaultController<Uint8Array>) => void): ReadableStream<Uint8Array> {
    const gone = this.#gone.signal;
    return new ReadableStream<Uint8Array>({
      start(body) {
        begin(body);
        gone.addEventListener('abort', () => body.error(gone.reason), { once: true });
      },
      cancel: () => this.#gone.abort(),
    });
  }

  #untilGone(): Promise<void> {
    const gone = this.#gone.signal;
    if (gone.aborted) return Promise.resolve();
    return new Promise((resolve) => gone.addEventListener('abort', () => resolve(), { once: true }));
  }
}
