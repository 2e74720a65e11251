/**
 * A controller that aborts when `parent` does. Whatever listens to it is gone with the run, and the parent keeps no listener once it is
 * released (T-9).
 */
export function controllerUnder(parent: AbortSignal | undefined): { own: AbortController; release: () => void } {
  const own = new AbortController();
  const abort = () => own.abort(parent?.reason);
  if (parent?.aborted) abort();
  else parent?.addEventListener('abort', abort, { once: true });
  return { own, release: () => parent?.removeEventListener('abort', abort) };
}
