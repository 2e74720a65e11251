import { describe, expect, it } from '@jest/globals';
import { staleReasons } from './survivors.ts';

describe('a reason why a mutant may live', () => {
  const reasons = { 'x.ts': { 'f(a < b);  ⇒  <=': 'Either is right.' } };

  it('is stale once its line is another, or gone', () => {
    expect(staleReasons(reasons, () => 'f(a < b);')).toEqual([]);
    expect(staleReasons(reasons, () => 'f(a < c);')).toEqual(['x.ts  f(a < b);  ⇒  <=']);
    expect(staleReasons(reasons, () => '')).toEqual(['x.ts  f(a < b);  ⇒  <=']);
  });
});
