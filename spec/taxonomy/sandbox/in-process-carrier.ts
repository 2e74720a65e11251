import type { Answer } from './answer.ts';
import { type Carrier, halfOf, headersOf, type Pace, pieces } from './carrier.ts';
import type { SandboxClock } from './options.ts';

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
  readonly #gone: AbortSignal;
  #resolve: (response: Response) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;
  #release: (() => void) | undefined;

  constructor(clock: SandboxClock, gone: AbortSignal) {
    this.#clock = clock;
    this.#gone = gone;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#hold();
    if (gone.aborted) this.#reject(gone.reason);
    gone.addEventListener('abort', () => this.#reject(gone.reason), { once: true });
  }

  answer(answer: Answer): void {
    this.#respond(answer, BODILESS.has(answer.status) ? null : answer.body);
    this.rest();
  }

  reset(): void {
    this.#reject(lost());
    this.rest();
  }

  async stall(begun?: Answer): Promise<void> {
    if (begun !== undefined)
      this.#respond(
        begun,
        this.#stream((body) => body.enqueue(halfOf(begun))),
      );
    this.rest();
    await this.#untilGone();
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
      for (const piece of pieces(answer, bytesPerTick)) {
        await this.wait(tickMs, this.#gone);
        body?.enqueue(piece);
      }
      body?.close();
    } catch {
      // The client is gone: its abort errored the body, or it cancelled it.
    }
    this.rest();
  }

  truncate(answer: Answer): void {
    let sent = false;
    const body = new ReadableStream<Uint8Array>({
      pull(opened) {
        if (sent) opened.error(new TypeError('terminated'));
        else opened.enqueue(halfOf(answer));
        sent = true;
      },
    });
    this.#respond(answer, body);
    this.rest();
  }

  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    const waited = this.#clock.wait(ms, signal);
    this.rest();
    try {
      await waited;
    } finally {
      this.#hold();
    }
  }

  /** The sandbox itself is at fault. */
  fail(error: unknown): void {
    this.#reject(error);
    this.rest();
  }

  /** Lets the clock go: nothing more is being done for this request. */
  rest(): void {
    this.#release?.();
    this.#release = undefined;
  }

  #hold(): void {
    this.#release ??= this.#clock.hold?.();
  }

  #respond(answer: Answer, body: string | ReadableStream<Uint8Array> | null): void {
    this.#resolve(new Response(body, { status: answer.status, headers: headersOf(answer) }));
  }

  #stream(begin: (body: ReadableStreamDefaultController<Uint8Array>) => void): ReadableStream<Uint8Array> {
    const gone = this.#gone;
    return new ReadableStream<Uint8Array>({
      start(body) {
        begin(body);
        gone.addEventListener('abort', () => body.error(gone.reason), { once: true });
      },
    });
  }

  #untilGone(): Promise<void> {
    const gone = this.#gone;
    if (gone.aborted) return Promise.resolve();
    return new Promise((resolve) => gone.addEventListener('abort', () => resolve(), { once: true }));
  }
}
