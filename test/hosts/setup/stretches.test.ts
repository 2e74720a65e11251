import { describe, expect, it } from '@jest/globals';
import { numbersOf, stretchesOf } from '../../../connector/hosts/setup/page/runs/stretches.ts';
import type { ExchangeLine } from '../../../connector/hosts/setup/protocol.ts';

const line = (number: number, of: Partial<ExchangeLine>): ExchangeLine => ({
  kind: 'request',
  number,
  at: '2030-01-01T00:00:00.000Z',
  method: 'GET',
  purpose: 'listing',
  batch: 5,
  attempt: 1,
  status: 200,
  verdict: 'success',
  ms: 10,
  answer: 'read',
  bodies: false,
  ...of,
});
const told = (lines: readonly ExchangeLine[]) => stretchesOf(lines).map(numbersOf);

describe('requests of a run, as they are told', () => {
  it('U-9: reads of a listing that followed each other are one line; what was sent stands alone', () => {
    const sent = { method: 'PATCH', purpose: 'batch', answer: 'accepted' } as const;
    expect(told([line(1, sent), line(2, sent), line(3, {}), line(4, {}), line(5, {}), line(6, sent)])).toEqual([
      '1',
      '2',
      '3–5',
      '6',
    ]);
    expect(told([line(7, {}), line(8, {})])).toEqual(['7, 8']);
  });

  it('U-9: another batch, purpose or answer, a second attempt, and a gap begin another line', () => {
    const others: readonly Partial<ExchangeLine>[] = [
      { batch: 6 },
      { purpose: 'confirm' },
      { status: 404, answer: 'absent' },
      { attempt: 2 },
    ];
    for (const other of others) expect(told([line(1, {}), line(2, other)])).toEqual(['1', '2']);
    expect(told([line(1, {}), line(3, {})])).toEqual(['1', '3']);
  });
});
