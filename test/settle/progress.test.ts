import { describe, expect, it } from '@jest/globals';
import { Ledger } from '../../connector/settle/ledger.ts';
import { Progress } from '../../connector/settle/progress.ts';
import type { WriteProgress } from '../../spec/host/row-result.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const START = Date.UTC(2030, 0, 1);

function progressing(tell?: (progress: WriteProgress) => unknown) {
  const told: WriteProgress[] = [];
  const clock = new VirtualClock();
  const ledger = new Ledger({ report: () => undefined, waitFor: async () => {}, onHostFault: () => {} });
  const progress = new Progress(ledger, clock, tell ?? ((report) => void told.push(report)));
  return { told, clock, ledger, progress };
}

describe('how far a run is', () => {
  it('T-11: counts requests, and those that were tried again among them', () => {
    const { told, progress } = progressing();
    progress.requested(false);
    progress.requested(true);
    progress.requested(false);
    expect(told.map(({ requests }) => requests)).toEqual([
      { sent: 1, retried: 0 },
      { sent: 2, retried: 1 },
      { sent: 3, retried: 1 },
    ]);
  });

  it('T-11: each report stays as it was told', () => {
    const { told, ledger, progress } = progressing();
    progress.report();
    ledger.receive(5);
    progress.report();
    expect(told.map(({ rows }) => rows.received)).toEqual([0, 5]);
  });

  it('T-11: a wait stands in every report until it is over', async () => {
    const { told, clock, progress } = progressing();
    progress.waiting(5_000, 'rate_limited');
    await clock.wait(4_999);
    progress.report();
    await clock.wait(1);
    progress.report();
    const wait = { waitingUntil: new Date(START + 5_000).toISOString(), waitingFor: 'rate_limited' };
    expect(told).toEqual([expect.objectContaining(wait), expect.objectContaining(wait), expect.anything()]);
    expect(told[2]).not.toHaveProperty('waitingUntil');
    expect(told[2]).not.toHaveProperty('waitingFor');
  });

  it('T-11: a wait is over when the next request goes out', () => {
    const { told, progress } = progressing();
    progress.waiting(5_000, 'rate_limited');
    progress.requested(true);
    expect(told[1]).not.toHaveProperty('waitingUntil');
  });

  it('T-12: a host that throws when it is told costs nothing', () => {
    const { progress } = progressing(() => {
      throw new Error('a bug of the host');
    });
    expect(() => progress.report()).not.toThrow();
  });
});
