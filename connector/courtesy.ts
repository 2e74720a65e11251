/**
 * Tells the host something it need not know. A host that throws, rejects or never answers loses what it was told, and nothing
 * else: neither the run nor a result (T-12).
 */
export function courteously(tell: () => unknown): void {
  try {
    const taken = tell();
    if (isThenable(taken)) taken.then(undefined, () => undefined);
  } catch {
    // The host's own affair.
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
