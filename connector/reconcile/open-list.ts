import { readRow } from './intake.ts';
import type { ListChunk, ReconcileRequest } from './request.ts';
import { chunkIn } from './wanted-list.ts';

type Source = AsyncIterator<ListChunk> | Iterator<ListChunk>;

/** A list while it is read, once: its beginning can be looked at ahead of its time, and it is closed whatever becomes of its reader (T-9). */
export class OpenList implements AsyncIterableIterator<ListChunk> {
  readonly #list: ReconcileRequest['list'];
  #source: Source | undefined;
  /** Looked at, and not handed over yet. */
  readonly #ahead: ListChunk[] = [];
  /** Asked for, and not there yet. */
  #pulled: Promise<IteratorResult<ListChunk>> | undefined;
  #ended = false;

  constructor(list: ReconcileRequest['list']) {
    this.#list = list;
  }

  /**
   * The codes of all rows, where the list ends before it has named more than `most`: it is short. A source that gives nothing is waited for until
   * the run is cancelled; one that breaks tells so when it is read.
   */
  async codesOfShort(most: number, cancel: AbortSignal): Promise<ReadonlySet<string> | undefined> {
    const codes = new Set<string>();
    const stop = aborted(cancel);
    try {
      while (codes.size <= most) {
        this.#pulled ??= this.#pull();
        const next = await Promise.race([this.#pulled, stop]);
        if (next === 'aborted') return undefined;
        if (next.done) return codes;
        this.#pulled = undefined;
        this.#ahead.push(next.value);
        for (const raw of chunkIn(next.value).rows) {
          const { code } = readRow(raw);
          if (code !== undefined) codes.add(code);
        }
      }
    } catch {
      // The reader meets the same.
    }
    return undefined;
  }

  async next(): Promise<IteratorResult<ListChunk>> {
    const value = this.#ahead.shift();
    if (value !== undefined) return { done: false, value };
    if (this.#ended) return { done: true, value: undefined };
    const pulled = this.#pulled ?? this.#pull();
    this.#pulled = undefined;
    try {
      const next = await pulled;
      this.#ended = next.done === true;
      return next;
    } catch (error) {
      this.#ended = true;
      throw error;
    }
  }

  async return(): Promise<IteratorResult<ListChunk>> {
    if (!this.#ended) {
      this.#ended = true;
      await this.#source?.return?.();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #pull(): Promise<IteratorResult<ListChunk>> {
    this.#source ??=
      Symbol.asyncIterator in this.#list ? this.#list[Symbol.asyncIterator]() : this.#list[Symbol.iterator]();
    return this.#source.next();
  }
}

const aborted = (cancel: AbortSignal): Promise<'aborted'> =>
  new Promise((resolve) => {
    if (cancel.aborted) resolve('aborted');
    cancel.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
