import { describe, expect, it } from '@jest/globals';
import { redaction } from '../../connector/redact.ts';
import { Client } from '../../connector/send/client.ts';
import type { Question } from '../../connector/send/judge.ts';
import { placeOf } from '../../connector/send/place.ts';
import { type Sending, Turns, type TurnsOptions } from '../../connector/send/turn.ts';
import { Watch } from '../../connector/send/watch.ts';
import type { Lane } from '../../spec/destination/lane.ts';
import type { RequestEvent } from '../../spec/host/request-event.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const KEY = '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11';
const BASE = 'https://permutive.test';
const START = Date.UTC(2030, 0, 1);
const place = placeOf(BASE, KEY, 'i');
const READ = { method: 'get', path: 'x', long: false } as const;
const QUESTION: Question<unknown> = { about: 'import', read: (json) => json };
const SENDING: Sending = { purpose: 'confirm' };

type Close = Readonly<Record<string, number>> | undefined;

/** A lane whose windows are closed for so long; it keeps the windows that its turns close. */
function aLane(closedForMs = 0) {
  const closed: Close[] = [];
  const at: unknown[] = [];
  const lane: Lane = {
    withTurn: async (where, turn) => {
      at.push(where);
      const { value, close } = await turn({ closedForMs });
      closed.push(close);
      return value;
    },
  };
  return { lane, closed, at };
}

/** Turns at an import whose service answers so, each request in two seconds. */
function taking(answer: () => Response | Promise<Response>, more: Partial<TurnsOptions> = {}) {
  const clock = new VirtualClock();
  const events: RequestEvent[] = [];
  const requested: boolean[] = [];
  const fetch = async () => {
    await clock.wait(2_000);
    return answer();
  };
  const client = new Client({
    baseUrl: BASE,
    apiKey: KEY,
    timeoutMs: 60_000,
    fetch,
    clock,
    cancel: undefined,
    graceMs: 0,
    redact: redaction(KEY),
  });
  const turns = new Turns({
    client,
    lane: aLane().lane,
    place,
    clock,
    watch: new Watch({ onRequest: (event) => void events.push(event) }),
    cancel: undefined,
    purpose: undefined,
    onRequest: (retried) => void requested.push(retried),
    ...more,
  });
  const take = (sending = SENDING, attempt = 1) => turns.take(READ, QUESTION, sending, attempt);
  return { turns, take, events, requested };
}

const ok = () => Response.json({ id: 'i' });
const failing =
  (status: number, headers = {}) =>
  () =>
    new Response('', { status, headers });

describe('a request in its turn', () => {
  it('L-1: goes out at the import’s place, and says when it went out and when it ended', async () => {
    const { lane, at, closed } = aLane();
    const { take, requested } = taking(ok, { lane });
    expect(await take()).toMatchObject({
      kind: 'sent',
      number: 1,
      from: START,
      to: START + 2_000,
      judged: { kind: 'final', finding: { kind: 'success' } },
      exchange: { kind: 'answer', status: 200 },
    });
    expect(at).toEqual([{ turn: place.turn, windows: place.windows }]);
    expect(closed).toEqual([{}]);
    expect(requested).toEqual([false]);
  });

  it('O-1: has the next number of the run, and is told as tried again from its second attempt', async () => {
    const { take, events, requested } = taking(ok);
    await take(SENDING, 1);
    await take(SENDING, 2);
    await take(SENDING, 3);
    expect(requested).toEqual([false, true, true]);
    expect(events).toMatchObject([
      { number: 1, attempt: 1 },
      { number: 2, attempt: 2 },
      { number: 3, attempt: 3 },
    ]);
  });

  it('D-3: that a 429 answered closes the window of the key, another wait that of the import', async () => {
    const { lane, closed } = aLane();
    await taking(failing(429, { 'retry-after': '7' }), { lane }).take();
    await taking(failing(503, { 'retry-after': '5' }), { lane }).take();
    await taking(failing(503), { lane }).take();
    await taking(failing(503, { 'retry-after': '0' }), { lane }).take();
    expect(closed).toStrictEqual([{ [place.ofKey]: 7_000 }, { [place.own]: 5_000 }, {}, {}]);
  });

  it.each([1_234, 1])('D-3: is not sent while a window is closed, for %i ms', async (ms) => {
    const { lane, closed } = aLane(ms);
    const { take, events, requested } = taking(ok, { lane });
    expect(await take()).toEqual({ kind: 'closed', ms });
    expect([events, requested, closed]).toEqual([[], [], [{}]]);
  });

  it('T-9: is not sent once the run is cancelled, before its turn or in it', async () => {
    const cancel = AbortSignal.abort();
    const { take, requested } = taking(ok, { cancel, lane: aLane(1_234).lane });
    expect(await take()).toEqual({ kind: 'cancelled' });
    const refusing: Lane = { withTurn: () => Promise.reject(new Error('enough')) };
    expect(await taking(ok, { cancel, lane: refusing }).take()).toEqual({ kind: 'cancelled' });
    expect(requested).toEqual([]);
  });

  it('L-2: is not sent by a lane that gives no turn, and that says why', async () => {
    const refusing: Lane = { withTurn: () => Promise.reject(new Error('no database')) };
    expect(await taking(ok, { lane: refusing }).take()).toEqual({ kind: 'refused', why: 'no database' });
    const silent: Lane = { withTurn: () => Promise.resolve() as Promise<never> }; // A host's lane may do anything.
    expect(await taking(ok, { lane: silent }).take()).toEqual({
      kind: 'refused',
      why: 'it ended without giving a turn',
    });
  });

  it('L-2: counts once it is out, whatever the lane does afterwards', async () => {
    const breaking: Lane = {
      withTurn: async (_at, turn) => {
        await turn({ closedForMs: 0 });
        throw new Error('could not give it back');
      },
    };
    expect(await taking(ok, { lane: breaking }).take()).toMatchObject({ kind: 'sent', number: 1 });
    const run = new AbortController();
    const cancelling: Lane = {
      withTurn: async (_at, turn) => {
        await turn({ closedForMs: 0 });
        run.abort();
        throw new Error('cancelled');
      },
    };
    expect(await taking(ok, { lane: cancelling, cancel: run.signal }).take()).toMatchObject({ kind: 'sent' });
  });

  it('C-3: is known to wait for its turn while somebody else holds it', async () => {
    let waits: boolean[] = [];
    const watched: Lane = {
      withTurn: async (_at, turn) => {
        waits = [turns.waiting];
        const { value } = await turn({ closedForMs: 0 });
        waits.push(turns.waiting);
        return value;
      },
    };
    const { turns, take } = taking(ok, { lane: watched });
    expect(turns.waiting).toBe(false);
    await take();
    expect([waits, turns.waiting]).toEqual([[true, false], false]);
    const refusing: Lane = { withTurn: () => Promise.reject(new Error('no database')) };
    const refused = taking(ok, { lane: refusing });
    await refused.take();
    expect(refused.turns.waiting).toBe(false);
  });
});

describe('what is told of a request', () => {
  const told = async (
    answer: () => Response | Promise<Response>,
    sending = SENDING,
    more: Partial<TurnsOptions> = {},
  ) => {
    const { take, events } = taking(answer, more);
    await take(sending);
    return events[0];
  };

  it('O-1: is when it ended, how long it took, and what was made of it', async () => {
    expect(await told(ok)).toEqual({
      kind: 'request',
      number: 1,
      method: 'GET',
      purpose: 'confirm',
      attempt: 1,
      at: new Date(START + 2_000).toISOString(),
      ms: 2_000,
      verdict: 'success',
      status: 200,
    });
  });

  it('O-1: is the batch it carried a part of, and which', async () => {
    const positions = () => [[0, 2] as const];
    expect(await told(ok, { purpose: 'batch', batch: 3, operations: 2, positions })).toMatchObject({
      purpose: 'batch',
      batch: 3,
      operations: 2,
      positions: [[0, 2]],
    });
  });

  it('O-1: is not which when that takes more than 64 runs', async () => {
    const runs = (count: number) => () => Array.from({ length: count }, (_, at) => [2 * at, 2 * at + 1] as const);
    expect(await told(ok, { purpose: 'batch', positions: runs(64) })).toHaveProperty('positions');
    expect(await told(ok, { purpose: 'batch', positions: runs(65) })).not.toHaveProperty('positions');
  });

  it('O-1: is what all of a call are for, where that is one thing', async () => {
    expect(await told(ok, SENDING, { purpose: 'check' })).toMatchObject({ purpose: 'check' });
  });

  it('O-1: is why it is no success, and the id that Permutive gave it', async () => {
    const envelope = (status: number) => () =>
      Response.json({ request_id: 'r', error: { message: 'No.' } }, { status });
    expect(await told(envelope(503))).toMatchObject({
      verdict: 'retry',
      status: 503,
      reason: 'service_unavailable',
      requestId: 'r',
    });
    expect(await told(envelope(403))).toMatchObject({
      verdict: 'denial',
      reason: 'insufficient_permissions',
      requestId: 'r',
    });
    expect(await told(envelope(422))).toMatchObject({ verdict: 'refused', reason: 'rejected_by_permutive' });
    expect(await told(() => Response.json({}, { headers: { 'x-request-id': 'h' } }))).toMatchObject({ requestId: 'h' });
  });

  it('O-1: has no status where there was no answer', async () => {
    const event = await told(() => Promise.reject(new TypeError('fetch failed')));
    expect(event).toMatchObject({ verdict: 'retry', reason: 'network_error' });
    expect(event).not.toHaveProperty('status');
    expect(event).not.toHaveProperty('requestId');
  });

  it('T-1: that fails by a fault of this connector once it is out is not told as a turn that never came', async () => {
    const question: Question<unknown> = {
      about: 'import',
      read: () => {
        throw new TypeError('a fault of ours');
      },
    };
    const { turns } = taking(ok);
    await expect(turns.take(READ, question, SENDING, 1)).rejects.toThrow('a fault of ours');
  });
});
