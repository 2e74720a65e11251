import { describe, expect, it } from '@jest/globals';
import { Patience } from '../../connector/settle/patience.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const never = new Promise<never>(() => {});
const START = Date.UTC(2030, 0, 1);

/** A host that is waited for on a clock of its own. */
function waiting() {
  const run = new AbortController();
  const clock = new VirtualClock();
  const patience = new Patience(run.signal, clock);
  const elapsed = () => clock.now() - START;
  return { run, clock, patience, elapsed };
}

describe('a host that takes a result', () => {
  it('T-9: is waited for as long as it likes while the run is not cancelled', async () => {
    const { clock, patience, elapsed } = waiting();
    await patience.waitFor(clock.wait(3_600_000));
    expect(elapsed()).toBe(3_600_000);
  });

  it('T-9: has 500 ms in all once it is cancelled, and then none', async () => {
    const { run, clock, patience, elapsed } = waiting();
    run.abort();
    await patience.waitFor(clock.wait(200));
    expect(elapsed()).toBe(200);
    await patience.waitFor(never);
    expect(elapsed()).toBe(500);
    await patience.waitFor(never);
    expect(elapsed()).toBe(500);
  });

  it('T-9: that is being waited for as the run is cancelled has 500 ms from then', async () => {
    const { run, clock, patience, elapsed } = waiting();
    const waited = patience.waitFor(never);
    await clock.wait(1_000);
    run.abort();
    await waited;
    expect(elapsed()).toBe(1_500);
  });

  it('T-10: that fails is told of, before the run is cancelled and after it', async () => {
    const { run, patience } = waiting();
    await expect(patience.waitFor(Promise.reject(new Error('full')))).rejects.toThrow('full');
    run.abort();
    await expect(patience.waitFor(Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  });

  it('T-10: that fails when nobody waits for it any more breaks nothing', async () => {
    const { run, patience } = waiting();
    run.abort();
    await patience.waitFor(never);
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    await patience.waitFor(Promise.reject(new Error('too late')));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('T-9: leaves no timer behind once it has taken the result', async () => {
    const { run, clock } = waiting();
    const signals: (AbortSignal | undefined)[] = [];
    const watched = {
      now: clock.now,
      random: clock.random,
      wait: (ms: number, signal?: AbortSignal) => {
        signals.push(signal);
        return clock.wait(ms, signal);
      },
    };
    const patience = new Patience(run.signal, watched);
    await patience.waitFor(clock.wait(10));
    expect(signals).toEqual([]); // Not cancelled, it needs none.
    run.abort();
    await patience.waitFor(clock.wait(10));
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it('what a host hands back that is no promise is taken at once', async () => {
    const { patience, elapsed } = waiting();
    await patience.waitFor('done');
    expect(elapsed()).toBe(0);
  });
});
