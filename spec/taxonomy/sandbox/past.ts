import type { WireSegment } from '../segment.ts';
import type { Holdings } from './holdings.ts';
import { type Store, sequenceOfId } from './store.ts';

/** An import as it was some time ago: what a replica shows that lags behind. */
export class Past implements Holdings {
  readonly #now: Store;
  readonly #before: ReadonlyMap<string, WireSegment | undefined>;

  constructor(now: Store, time: number) {
    this.#now = now;
    this.#before = now.changedSince(time);
  }

  get size(): number {
    return this.all().length;
  }

  find(code: string): WireSegment | undefined {
    const key = this.#now.keyOf(code);
    if (!this.#before.has(key)) return this.#now.find(code);
    const then = this.#before.get(key);
    return then !== undefined && this.#now.finds(code, then.code) ? then : undefined;
  }

  codeOfId(id: string): string | undefined {
    return this.all().find((segment) => segment.id === id.toLowerCase())?.code;
  }

  page(after: number, limit: number): { segments: WireSegment[]; next: number | undefined } {
    const later = this.all().filter(({ id }) => sequenceOfId(id) > after);
    const segments = later.slice(0, limit);
    const last = segments.at(-1);
    return { segments, next: later.length > limit && last !== undefined ? sequenceOfId(last.id) : undefined };
  }

  all(): WireSegment[] {
    const unchanged = this.#now.all().filter(({ code }) => !this.#before.has(this.#now.keyOf(code)));
    const then = [...this.#before.values()].filter((segment) => segment !== undefined);
    return [...unchanged, ...then].sort((a, b) => sequenceOfId(a.id) - sequenceOfId(b.id));
  }
}
