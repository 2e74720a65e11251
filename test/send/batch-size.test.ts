import { describe, expect, it } from '@jest/globals';
import { BatchSize, PartsPassed } from '../../connector/send/batch-size.ts';

const times = (count: number, act: () => void) => {
  for (let at = 0; at < count; at += 1) act();
};

describe('groups that pass whole in parts', () => {
  const [a, b, c, d, e, f] = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
  /** Refused groups, and the parts of them that pass then; whether their size was found to be what was refused. */
  function watching(limit = 100, enabled = true) {
    const size = new BatchSize(limit);
    return { size, parts: new PartsPassed<string>(size, enabled) };
  }

  it('D-5: twice were refused for their size, and the largest part that passed is kept', () => {
    const { size, parts } = watching();
    parts.refused([a, b, c, d]);
    parts.passed([a, b], true);
    parts.passed([c], true);
    parts.passed([d], true);
    expect([parts.limitFound, size.limit]).toEqual([false, 100]);
    parts.refused([e, f]);
    parts.passed([e], true);
    expect(parts.limitFound).toBe(false);
    parts.passed([f], true);
    expect([parts.limitFound, size.limit]).toEqual([true, 2]);
  });

  it('D-5: count together where one is a part of the other', () => {
    const { size, parts } = watching();
    parts.refused([a, b, c, d]);
    parts.refused([a, b]);
    for (const one of [a, b, c, d]) parts.passed([one], true);
    expect([parts.limitFound, size.limit]).toEqual([true, 1]);
  });

  it('D-5: do not count where a row was refused for itself, or a conflict was brought in line instead', () => {
    const spoilt = watching();
    const reconciled = watching();
    for (const { parts } of [spoilt, reconciled]) {
      parts.refused([a, b]);
      parts.refused([c, d]);
    }
    spoilt.parts.spoilt(a);
    reconciled.parts.passed([a], false);
    for (const { parts } of [spoilt, reconciled]) {
      for (const one of [a, b, c, d]) parts.passed([one], true);
      expect(parts.limitFound).toBe(false);
      parts.spoilt(e); // Of no group that is watched.
      parts.refused([e, f]);
      for (const one of [e, f]) parts.passed([one], true);
      expect(parts.limitFound).toBe(true);
    }
  });

  it('D-5: teach nothing where as many as may go out have passed', () => {
    const { size, parts } = watching(2);
    parts.refused([a, b]);
    parts.refused([c, d]);
    parts.passed([a, b], true);
    parts.passed([c, d], true);
    expect([parts.limitFound, size.limit]).toEqual([false, 2]);
  });

  it('D-5: are not watched where it is known that something else was refused, nor is one alone', () => {
    const { parts } = watching(100, false);
    const alone = watching();
    parts.refused([a, b]);
    parts.refused([c, d]);
    for (const one of [a, b, c, d]) {
      parts.passed([one], true);
      alone.parts.refused([one]);
      alone.parts.passed([one], true);
    }
    expect([parts.limitFound, alone.parts.limitFound]).toEqual([false, false]);
  });

  it('D-5: alone teach how large a part may be: neither what was watched for nothing nor what was brought in line', () => {
    const { size, parts } = watching();
    new PartsPassed<string>(size, false).passed([a, b, c, d, e, f], true);
    parts.passed([a, b, c, d, e, f], false);
    for (const group of [
      [a, b],
      [c, d],
    ]) {
      parts.refused(group);
      for (const one of group) parts.passed([one], true);
    }
    expect([parts.limitFound, size.limit]).toEqual([true, 1]);
  });
});

describe('the size of a batch', () => {
  it('D-5: what was too large is halved and never grows again', () => {
    const size = new BatchSize(5_000);
    size.tooLarge(5_000);
    expect(size.limit).toBe(2_500);
    times(50, () => size.accepted());
    expect(size.limit).toBe(2_500);
    size.tooLarge(1);
    expect(size.limit).toBe(1);
  });

  it('D-5: what took too long is halved, but not below 100, and doubles after five accepted batches', () => {
    const size = new BatchSize(5_000);
    times(9, () => size.tooSlow(size.limit));
    expect(size.limit).toBe(100);
    times(4, () => size.accepted());
    expect(size.limit).toBe(100);
    size.accepted();
    expect(size.limit).toBe(200);
    times(5 * 6, () => size.accepted());
    expect(size.limit).toBe(5_000);
  });

  it('D-5: a deadline in between starts the count of accepted batches again', () => {
    const size = new BatchSize(1_000);
    size.tooSlow(1_000);
    times(4, () => size.accepted());
    size.tooSlow(500);
    times(4, () => size.accepted());
    expect(size.limit).toBe(250);
  });

  it('D-5: a batch that was asked to be smaller than 100 stays so', () => {
    const size = new BatchSize(40);
    size.tooSlow(40);
    expect(size.limit).toBe(40);
  });
});

describe('a size that is falling', () => {
  it('D-5: is one that took too long with nothing accepted since, down to what is never fallen below', () => {
    const size = new BatchSize(5_000);
    expect(size.fallsWith(5_000)).toBe(false);
    size.tooSlow(5_000);
    expect([size.fallsWith(2_500), size.fallsWith(101), size.fallsWith(100)]).toEqual([true, true, false]);
    size.accepted();
    expect(size.fallsWith(2_500)).toBe(false);
  });
});
