import { expect, it } from '@jest/globals';
import { positionsOf } from '../../connector/send/positions.ts';

it('O-1: the operations of a group are told as runs of their places in the batch', () => {
  const all = ['a', 'b', 'c', 'd', 'e'];
  expect(positionsOf(all, all)).toEqual([[0, 5]]);
  expect(positionsOf(all, ['d', 'c', 'a'])).toEqual([
    [0, 1],
    [2, 4],
  ]);
  expect(positionsOf(all, [])).toEqual([]);
});
