import type { Clock } from './clock.ts';

/** What a piece of work may not outlast. */
export interface Limits {
  readonly clock: Clock;
  /** How long it may take, in milliseconds. */
  readonly ms: number;
  readonly cancel: AbortSignal | undefined;
  /** How long it may go on after it was cancelled, in milliseconds. */
  readonly graceMs?: number;
}

/** Why the signal of work that has ended is aborted: nobody reads it, and an error made for each request has its price. */
const OVER = new DOMException('This work is over.', 'AbortError');

/**
 * Runs `work` until it ends, time is up or it is cancelled. It is raced, not trusted: its signal is aborted at the end in any
 * case, but nobody relies on its being heeded (D-8).
 */
export async function within<T>(
  { clock, ms, cancel, graceMs = 0 }: Limits,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | 'deadline' | 'cancelled'> {
  if (cancel?.aborted && graceMs === 0) return 'cancelled'; // Nothing is begun.
  const stop = new AbortController();
  const after = <Word>(wait: number, word: Word) =>
    new Promise<Word>((resolve) => {
      clock.wait(wait, stop.signal).then(
        () => resolve(word),
        () => undefined, // Stopped: the race is over.
      );
    });
  let onCancel: () => void = () => undefined;
  const cancelled = new Promise<'cancelled'>((resolve) => {
    onCancel = () => void (graceMs === 0 ? resolve('cancelled') : after(graceMs, 'cancelled' as const).then(resolve));
  });
  if (cancel?.aborted) onCancel();
  else cancel?.addEventListener('abort', onCancel, { once: true });
  try {
    return await Promise.race([work(stop.signal), after(ms, 'deadline' as const), cancelled]);
  } finally {
    cancel?.removeEventListener('abort', onCancel);
    stop.abort(OVER);
  }
}
