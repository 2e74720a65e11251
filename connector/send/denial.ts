import { errorDetail } from '../../spec/host/errors.ts';
import type { SeenImport } from './decode.ts';
import type { Denial, Judgement } from './judge.ts';
import type { Verdict } from './verdict.ts';

/** What a denial means, now that the import was asked for (D-6). Only Permutive's own word makes it final. */
export function weighDenial(
  { status, error, refused }: Denial,
  seen: Verdict<SeenImport>,
): Exclude<Judgement<never>, Denial> {
  if (seen.kind === 'denied') {
    // Nothing is in effect in an import that is gone; a 404 of one that may not be read any more may have come after the fact.
    const settled = status !== 404 || seen.error.code === 'import_not_found';
    return { kind: 'final', finding: { kind: 'denied', error: seen.error }, trail: settled ? 'none' : 'maybe' };
  }
  if (seen.kind === 'cancelled') return { kind: 'final', finding: { kind: 'cancelled' }, trail: 'maybe' };
  if (seen.kind === 'success' && status === 404) return { kind: 'final', finding: refused, trail: 'none' };
  // The key may read the import, and no more.
  if (seen.kind === 'success' && status === 403)
    return { kind: 'final', finding: { kind: 'denied', error }, trail: 'none' };
  const doubted = errorDetail('unexpected_response', {
    httpStatus: status,
    message: `${error.message} But a look at the import does not confirm it.`,
    ...(error.requestId !== undefined && { requestId: error.requestId }),
  });
  // A server may carry out part of what it answers with a 404.
  return { kind: 'retry', spent: { kind: 'exhausted', error: doubted }, trail: status === 404 ? 'maybe' : 'none' };
}
