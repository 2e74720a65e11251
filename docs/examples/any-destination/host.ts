/** What a host may do in the middle of a call: cancel it, hang, break what is a courtesy to it. */
import { once } from 'node:events';
import { setTimeout as pass } from 'node:timers/promises';

/** What is told so may throw, reject or hang in the host: nothing is lost by it (T-12). */
export const courteously = (tell: () => unknown) =>
  void Promise.resolve()
    .then(tell)
    .catch(() => undefined);

/** What `work` comes to; nothing once `signal` aborts. */
export async function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  const over = new AbortController();
  const aborted = signal.aborted ? Promise.resolve() : once(signal, 'abort', { signal: over.signal });
  return Promise.race([work, aborted.then(() => undefined)]).finally(() => over.abort());
}

/** Aborts four seconds after `cancel`: until then what is under way may end (T-9). Nothing of it stays once `over` aborts. */
export function graceAfter(cancel: AbortSignal, over: AbortSignal): AbortSignal {
  const grace = new AbortController();
  const end = () => grace.abort();
  const begin = () => pass(4_000, undefined, { signal: over }).then(end, () => undefined);
  cancel.addEventListener('abort', begin, { once: true, signal: over });
  return grace.signal;
}

/** Change-sets until the source ends or the run is cancelled; the source is closed on every way out. */
export async function* pulled<T>(source: AsyncIterable<T> | Iterable<T>, cancel: AbortSignal): AsyncGenerator<T> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  try {
    while (!cancel.aborted) {
      const next = await unless(cancel, Promise.resolve(iterator.next()));
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    courteously(() => iterator.return?.());
  }
}
