import { expect, it } from '@jest/globals';
import { type Trail, worse } from '../../connector/send/verdict.ts';

it('T-2: of what two attempts may have left behind the graver counts', () => {
  const order: readonly Trail[] = ['none', 'maybe', 'lost', 'running'];
  order.forEach((one, at) => {
    order.forEach((other, beside) => {
      expect(worse(one, other)).toBe(order[Math.max(at, beside)]);
    });
  });
});
