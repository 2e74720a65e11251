import { describe, expect, it } from '@jest/globals';
import type { SeenImport } from '../../connector/send/decode.ts';
import { weighDenial } from '../../connector/send/denial.ts';
import type { Denial } from '../../connector/send/judge.ts';
import type { Finding } from '../../connector/send/verdict.ts';
import { errorDetail } from '../../spec/host/errors.ts';

const error = errorDetail('insufficient_permissions', { message: 'Denied.', requestId: 'r' });
const refused: Denial['refused'] = { kind: 'refused', status: 404, error, body: '', signature: '' };
const there: Finding<SeenImport> = {
  kind: 'success',
  answer: { id: 'i', name: '', code: '', relation: undefined, state: undefined, inherited: false },
};

/** What a denial comes to when the look at the import finds this. */
const weighed = (status: Denial['status'], seen: Finding<SeenImport>) =>
  weighDenial({ kind: 'denial', status, error, refused }, { ...seen, requests: [2], trail: 'none', sentAt: 0 });
const denied = (code: 'import_not_found' | 'authentication_failed') =>
  ({ kind: 'denied', error: errorDetail(code) }) as const;

describe('a denial that a look at the import', () => {
  it.each([401, 403, 404] as const)('D-6: agrees with (%i) is final, and told as the look told it', (status) => {
    const seen = denied('import_not_found');
    expect(weighed(status, seen)).toEqual({ kind: 'final', finding: seen, trail: 'none' });
  });

  it('D-6, T-2: agrees with in other words: a 404 may have come after the fact, nothing else may', () => {
    const seen = denied('authentication_failed');
    expect(weighed(404, seen)).toEqual({ kind: 'final', finding: seen, trail: 'maybe' });
    expect(weighed(401, seen)).toEqual({ kind: 'final', finding: seen, trail: 'none' });
  });

  it('T-9: was not taken, for the run was cancelled, leaves in doubt', () => {
    expect(weighed(401, { kind: 'cancelled' })).toEqual({
      kind: 'final',
      finding: { kind: 'cancelled' },
      trail: 'maybe',
    });
  });

  it('D-6: finds there: a 404 is a conflict, a 403 says that the key may only read', () => {
    expect(weighed(404, there)).toEqual({ kind: 'final', finding: refused, trail: 'none' });
    expect(weighed(403, there)).toEqual({ kind: 'final', finding: { kind: 'denied', error }, trail: 'none' });
  });

  it.each<[Denial['status'], string, Finding<SeenImport>, string]>([
    [401, 'there', there, 'none'],
    [403, 'failing', { kind: 'failing', status: 500, error }, 'none'],
    [404, 'failing', { kind: 'failing', status: 500, error }, 'maybe'],
  ])('D-6: does not confirm (%i, %s) is tried again, and decides nothing', (status, _what, seen, trail) => {
    const judged = weighed(status, seen);
    expect(judged).toMatchObject({
      kind: 'retry',
      trail,
      spent: { kind: 'exhausted', error: { code: 'unexpected_response', httpStatus: status, requestId: 'r' } },
    });
    expect(JSON.stringify(judged)).toContain('Denied. But a look at the import does not confirm it.');
  });

  it('D-9: names the request only where it has an id', () => {
    const { requestId: _, ...nameless } = error;
    const judged = weighDenial(
      { kind: 'denial', status: 401, error: nameless, refused },
      { ...there, requests: [], trail: 'none', sentAt: 0 },
    );
    expect(judged.kind === 'retry' && Object.keys(judged.spent.error)).not.toContain('requestId');
  });
});
