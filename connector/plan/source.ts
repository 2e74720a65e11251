import type { ChangeSet } from '../../spec/host/change-set.ts';

/** How long a source may take to close before the run ends without it, in milliseconds (T-9). */
const CLOSING_GRACE_MS = 250;

type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** The host's change-sets, pulled one at a time, and closed on every way out (T-9). */
export class Source {
  #iterator: AsyncIterator<unknown> | Iterator<unknown> | undefined;
  #ended = false;
  /** Whether all the input was read. */
  isComplete = false;
  /** Ends the pull in progress, if there is one. */
  #interrupt: (() => void) | undefined;
  /** What the source threw, or handed out that is no change-set (T-10). */
  fault: { readonly error: unknown } | undefined;

  constructor(changeSets: AsyncIterable<unknown> | Iterable<unknown>) {
    try {
      this.#iterator =
        Symbol.asyncIterator in changeSets ? changeSets[Symbol.asyncIterator]() : changeSets[Symbol.iterator]();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The next change-set; nothing at the end, after a fault, or once stopped. Never rejects. */
  async next(): Promise<ChangeSet | undefined> {
    if (this.#ended) return undefined;
    let pulled: IteratorResult<unknown> | 'stopped';
    try {
      pulled = await this.#pull();
      if (pulled === 'stopped') return undefined;
      if (pulled.done) {
        this.#ended = true;
        this.#iterator = undefined;
        this.isComplete = true;
        return undefined;
      }
    } catch (error) {
      this.#iterator = undefined; // What threw has closed itself.
      return this.#fail(error);
    }
    try {
      return changeSetIn(pulled.value);
    } catch (error) {
      return this.#fail(error);
    }
  }

  /**
   * One pull, or the stop that comes first. Not a race with a promise of the stop: every change-set would stay reachable from that
   * one promise until the end of the run (P-6).
   */
  #pull(): Promise<IteratorResult<unknown> | 'stopped'> {
    return new Promise<IteratorResult<unknown> | 'stopped'>((resolve, reject) => {
      this.#interrupt = () => resolve('stopped');
      Promise.resolve(this.#iterator?.next()).then((result) => resolve(result ?? 'stopped'), reject);
    }).finally(() => {
      this.#interrupt = undefined;
    });
  }

  /** Pulls no more. */
  stop(): void {
    this.#ended = true;
    this.#interrupt?.();
  }

  /** Tells the source that no more is wanted. One that hangs cannot hold up the end of the run (T-9). */
  async close(wait: Wait): Promise<void> {
    this.stop();
    const iterator = this.#iterator;
    this.#iterator = undefined;
    if (iterator?.return === undefined) return;
    const closed = new AbortController();
    const closing = (async () => iterator.return?.())().catch(() => undefined); // Closing, it has nothing left to tell.
    await Promise.race([closing, wait(CLOSING_GRACE_MS, closed.signal).catch(() => undefined)]);
    closed.abort();
  }

  #fail(error: unknown): undefined {
    this.#ended = true;
    this.fault = { error };
    return undefined;
  }
}

/** @throws what a change-set throws when it is looked at, and a TypeError for what is none. */
function changeSetIn(value: unknown): ChangeSet {
  if (typeof value !== 'object' || value === null || !('rows' in value) || !Array.isArray(value.rows))
    throw new TypeError('The source yielded something that is not a change-set: { id?, rows: [], order?, flush? }.');
  const { id, rows, order, flush } = value as Partial<Record<keyof ChangeSet, unknown>> & { rows: ChangeSet['rows'] }; // An array, as seen above.
  if (order !== undefined && order !== 'set' && order !== 'log')
    throw new TypeError("The order of a change-set is not 'set' or 'log'.");
  return {
    rows,
    order: order ?? 'set',
    ...(typeof id === 'string' && { id }),
    ...(flush === true && { flush }),
  };
}
