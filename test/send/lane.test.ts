import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { inFront } from '../../connector/send/host-lane.ts';
import { processLane } from '../../connector/send/lane.ts';
import { placeOf } from '../../connector/send/place.ts';
import type { Lane } from '../../spec/destination/lane.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const AT = { turn: 'import', windows: ['import', 'key'] };
const OTHER = { turn: 'other', windows: ['other', 'key'] };
const value = async (close?: Record<string, number>) => ({ value: 'done', ...(close && { close }) });
const never = new Promise<never>(() => {});

describe('the lane of a process', () => {
  it('P-5: gives one turn at a time to an import, and turns at others beside it', async () => {
    const lane = processLane(new VirtualClock());
    let [held, most] = [0, 0];
    const turn = async () => {
      held += 1;
      most = Math.max(most, held);
      await new Promise((resolve) => setImmediate(resolve));
      held -= 1;
      return { value: undefined };
    };
    await Promise.all([lane.withTurn(AT, turn), lane.withTurn(AT, turn), lane.withTurn(AT, turn)]);
    expect(most).toBe(1);
    let beside = false;
    await lane.withTurn(AT, async () => {
      await lane.withTurn(OTHER, async () => {
        beside = true;
        return { value: undefined };
      });
      return { value: undefined };
    });
    expect(beside).toBe(true);
  });

  it('P-5: gives one turn at a time to whoever comes while the last of a queue is at it, too', async () => {
    const lane = processLane(new VirtualClock());
    const ends: (() => void)[] = [];
    let held = 0;
    const turn = async () => {
      held += 1;
      await new Promise<void>((resolve) => void ends.push(resolve));
      held -= 1;
      return { value: undefined };
    };
    const begun = () => new Promise((resolve) => setImmediate(resolve));
    const first = lane.withTurn(AT, turn);
    const second = lane.withTurn(AT, turn);
    await begun();
    ends[0]?.();
    await first;
    await begun();
    const third = lane.withTurn(AT, turn);
    await begun();
    expect([ends.length, held]).toEqual([2, 1]);
    ends[1]?.();
    await second;
    await begun();
    ends[2]?.();
    await third;
  });

  it('L-5: remembers a window until it has passed, whoever is left', async () => {
    const clock = new VirtualClock();
    await processLane(clock).withTurn(AT, () => value({ import: 5_000 }));
    const closedForMs = () => processLane(clock).withTurn(AT, async (state) => ({ value: state.closedForMs }));
    expect(await closedForMs()).toBe(5_000);
    await clock.wait(4_000);
    expect(await closedForMs()).toBe(1_000);
    await clock.wait(1_000);
    expect(await closedForMs()).toBe(0);
  });

  it('D-3: a window of the key holds for its other imports, and the longest counts', async () => {
    const lane = processLane(new VirtualClock());
    await lane.withTurn(AT, () => value({ key: 2_000, import: 9_000 }));
    expect(await lane.withTurn(OTHER, async ({ closedForMs }) => ({ value: closedForMs }))).toBe(2_000);
    await lane.withTurn(AT, () => value({ import: 3_000 }));
    expect(await lane.withTurn(AT, async ({ closedForMs }) => ({ value: closedForMs }))).toBe(9_000);
  });

  it('L-2: waiting for a turn can be cancelled, and such a turn never begins', async () => {
    const lane = processLane(new VirtualClock());
    let release = () => {};
    const held = lane.withTurn(AT, async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return { value: undefined };
    });
    const run = new AbortController();
    let begun = false;
    const waiting = lane.withTurn(
      AT,
      async () => {
        begun = true;
        return { value: undefined };
      },
      run.signal,
    );
    run.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    release();
    await held;
    await lane.withTurn(AT, () => value());
    expect(begun).toBe(false);
  });
});

describe('a turn that is not waited for', () => {
  it('L-2: is none for a run that is cancelled already, whoever holds it', async () => {
    const lane = processLane(new VirtualClock());
    void lane.withTurn(AT, () => never);
    const late = lane.withTurn(AT, () => value(), AbortSignal.abort(new Error('enough')));
    await expect(late).rejects.toThrow('enough');
  });
});

describe('a lane of the host', () => {
  const behind = (host: Lane['withTurn'], clock = new VirtualClock()) =>
    inFront(processLane(clock), { withTurn: host }, clock);

  it('D-3: is not asked while a window that this process met is open, however short', async () => {
    const clock = new VirtualClock();
    await processLane(clock).withTurn(AT, () => value({ import: 1 }));
    const lane = behind(() => Promise.reject(new Error('asked')), clock);
    expect(await lane.withTurn(AT, async ({ closedForMs }) => ({ value: closedForMs }))).toBe(1);
  });

  it('T-9: that gives no turn leaves no listener on the host’s signal', async () => {
    const { signal } = new AbortController();
    const taken = behind(() => Promise.reject(new Error('no lock'))).withTurn(AT, () => value(), signal);
    await expect(taken).rejects.toThrow('no lock');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('L-1: is asked for the place, and told which windows to close', async () => {
    const told: unknown[] = [];
    const lane = behind(async (at, turn) => {
      const ended = await turn({ closedForMs: 0 });
      told.push(at, ended.close);
      return ended.value;
    });
    expect(await lane.withTurn(AT, () => value({ key: 7_000 }))).toBe('done');
    expect(told).toEqual([AT, { key: 7_000 }]);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 'soon'])(
    'T-12: a closed time of %p is none',
    async (closedForMs) => {
      const lane = behind((_at, turn) => turn({ closedForMs: closedForMs as number }).then((ended) => ended.value)); // As a host without types may.
      expect(await lane.withTurn(AT, async (state) => ({ value: state.closedForMs }))).toBe(0);
    },
  );

  it('D-3: a closed time of a millisecond is one', async () => {
    const lane = behind((_at, turn) => turn({ closedForMs: 1 }).then((ended) => ended.value));
    expect(await lane.withTurn(AT, async (state) => ({ value: state.closedForMs }))).toBe(1);
  });

  it.each<[string, Lane['withTurn'], string]>([
    [
      'throws',
      () => {
        throw new Error('no lock');
      },
      'no lock',
    ],
    ['rejects', () => Promise.reject(new Error('no lock')), 'no lock'],
    ['ends without a turn', async () => undefined as never, 'The lane ended without giving a turn.'],
  ])('L-2: one that %s before the turn has sent nothing', async (_how, host, why) => {
    let begun = false;
    const taken = behind(host).withTurn(AT, async () => {
      begun = true;
      return { value: undefined };
    });
    await expect(taken).rejects.toThrow(why);
    expect(begun).toBe(false);
  });

  it.each<[string, Lane['withTurn']]>([
    [
      'rejects',
      async (_at, turn) => {
        await turn({ closedForMs: 0 });
        throw new Error('lock lost');
      },
    ],
    [
      'never gives it back',
      async (_at, turn) => {
        await turn({ closedForMs: 0 });
        return never;
      },
    ],
    [
      'gives it twice',
      async (_at, turn) => {
        await turn({ closedForMs: 0 });
        return (await turn({ closedForMs: 0 })).value;
      },
    ],
  ])(
    'L-2: one that %s after the turn cannot undo it: the request went out once, its answer counts',
    async (_how, host) => {
      let sent = 0;
      const answered = behind(host).withTurn(AT, async () => {
        sent += 1;
        return { value: 'answer' };
      });
      expect(await answered).toBe('answer');
      expect(sent).toBe(1);
    },
  );

  it('L-2: has five seconds to take the turn back, and is waited for so long', async () => {
    const waited = async (takesBack: (clock: VirtualClock) => Promise<unknown>) => {
      const clock = new VirtualClock();
      const since = clock.now();
      await behind(async (_at, turn) => {
        const { value } = await turn({ closedForMs: 0 });
        await takesBack(clock);
        return value;
      }, clock).withTurn(AT, () => value());
      return clock.now() - since;
    };
    expect(await waited((clock) => clock.wait(3_000))).toBe(3_000);
    expect(await waited(() => never)).toBe(5_000);
  });

  it('L-2: one that hangs does not outlive the signal, and its turn cannot begin afterwards', async () => {
    let give = async () => {};
    const run = new AbortController();
    let begun = false;
    const waiting = behind((_at, turn) => {
      give = async () => void (await turn({ closedForMs: 0 }));
      return never;
    }).withTurn(
      AT,
      async () => {
        begun = true;
        return { value: undefined };
      },
      run.signal,
    );
    await new Promise((resolve) => setImmediate(resolve));
    run.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(give()).rejects.toThrow('enough');
    expect(begun).toBe(false);
  });
});

describe('the place of an import', () => {
  it('L-1: names no secret, and is the same for every spelling of import and key', () => {
    const KEY = '0C2E4BD6-8F1A-4F6E-9A51-2F0F3A1D7C11';
    const place = placeOf('https://api.permutive.app/audience-api/v1', KEY, 'ABC');
    expect(JSON.stringify(place)).not.toMatch(/0c2e4bd6/i);
    expect(placeOf('https://api.permutive.app/audience-api/v1', KEY.toLowerCase(), 'abc')).toEqual(place);
    expect(place.ofKey).toMatch(/^https:\/\/api\.permutive\.app [0-9a-f]{64}$/);
    expect(place.windows).toEqual([place.own, place.ofKey]);
  });

  it('L-1: without an import its turn is the key’s', () => {
    const place = placeOf('https://api.permutive.app/v1', 'k');
    expect(place).toMatchObject({ turn: place.ofKey, windows: [place.ofKey] });
  });
});
