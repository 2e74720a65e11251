import { describe, expect, it } from '@jest/globals';
import { RetryBudget } from '../../connector/send/budget.ts';

/** How many retries are left. */
function left(budget: RetryBudget): number {
  let taken = 0;
  while (budget.spend()) taken += 1;
  return taken;
}

/** A budget of which nothing is left. */
function spent(): RetryBudget {
  const budget = new RetryBudget(6);
  left(budget);
  return budget;
}

describe('the retries a run may take', () => {
  it.each([
    ['five by default', 6, 5],
    ['five where fewer attempts are wanted', 1, 5],
    ['as many as one batch may use', 8, 7],
    ['as many, also where that is more than ten', 100, 99],
  ])('D-4: are %s', (_what, maxAttempts, retries) => {
    expect(left(new RetryBudget(maxAttempts))).toBe(retries);
  });

  it('D-4: grow by two with each batch that is accepted, to ten', () => {
    const budget = spent();
    budget.refill();
    expect(left(budget)).toBe(2);
    for (let at = 0; at < 7; at += 1) budget.refill();
    expect(left(budget)).toBe(10);
  });

  it('D-4: grow to what one batch may use where that is more than ten', () => {
    const budget = new RetryBudget(13);
    expect(left(budget)).toBe(12);
    budget.giveBack(100);
    expect(left(budget)).toBe(12);
  });

  it('D-4: are given back as they were taken, to ten', () => {
    const budget = spent();
    budget.giveBack(3);
    expect(left(budget)).toBe(3);
    budget.giveBack(0);
    expect(left(budget)).toBe(0);
    budget.giveBack(11);
    expect(left(budget)).toBe(10);
  });
});
