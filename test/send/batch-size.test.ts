import { describe, expect, it } from '@jest/globals';
import { BatchSize } from '../../connector/send/batch-size.ts';

const times = (count: number, act: () => void) => {
  for (let at = 0; at < count; at += 1) act();
};

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
