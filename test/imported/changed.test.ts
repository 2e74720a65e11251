import { describe, expect, it } from '@jest/globals';
import { hasChanged, isBefore } from '../../connector/imported/changed.ts';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';

const SENT = Date.UTC(2030, 0, 1);
const seen = (updatedAt: number) => ({ ...fingerprintOf({ name: 'A' }), updatedAt });

describe('a time that Permutive tells of a segment', () => {
  it('T-3: is before a request when it is more than two seconds older', () => {
    expect([isBefore(SENT - 2_000, SENT), isBefore(SENT - 2_001, SENT), isBefore(SENT + 1, SENT)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('T-3: that it does not tell is not before', () => {
    expect([isBefore(0, SENT), isBefore(1, SENT)]).toEqual([false, true]);
  });
});

describe('a segment', () => {
  it('T-4: has changed since a request by the time that is told of it', () => {
    expect([hasChanged(undefined, seen(SENT), SENT), hasChanged('absent', seen(SENT - 2_001), SENT)]).toEqual([
      true,
      false,
    ]);
  });

  it('T-4: may have changed where no time is told', () => {
    expect(hasChanged(seen(0), seen(0), SENT)).toBe(true);
  });

  it('T-4: has not changed where it shows the time that was seen before the request', () => {
    expect([hasChanged(seen(SENT), seen(SENT), SENT), hasChanged(seen(SENT - 1), seen(SENT), SENT)]).toEqual([
      false,
      true,
    ]);
  });
});
