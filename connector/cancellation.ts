/**
 * A signal that aborts when `parent` does. Whatever listens to it is gone with the run, and the parent keeps no listener once it is
 * released (T-9).
 */
export function signalUnder(parent: AbortSignal | undefined): { signal: AbortSignal; release: () => void } {
  const own = new AbortController();
  const abort = () => own.abort(parent?.reason);
  if (parent?.aborted) abort();
  else parent?.addEventListener('abort', abort, { once: true });
  return { signal: own.signal, release: () => parent?.removeEventListener('abort', abort) };
}
