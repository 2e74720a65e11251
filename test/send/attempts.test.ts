import { describe, expect, it } from '@jest/globals';
import type { SegmentChange } from '../../connector/plan/segment-change.ts';
import { redactedLogger, redaction } from '../../connector/redact.ts';
import { openImport } from '../../connector/send/open.ts';
import { firstOperationOf } from '../../connector/send/operation.ts';
import type { Lane } from '../../spec/destination/lane.ts';
import { type Delivery, withDefaults } from '../../spec/host/delivery.ts';
import type { RequestEvent } from '../../spec/host/request-event.ts';
import { removal } from '../plan/changes.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const config = { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' };
const envelope = (status: number) =>
  Response.json({ request_id: 'r', error: { code: 1, message: 'No.', status: 'X', docs: '' } }, { status });
const closedFor = (seconds: number) => () => {
  const { body } = envelope(429);
  return new Response(body, { status: 429, headers: { 'retry-after': String(seconds) } });
};
const lost = () => Promise.reject(new TypeError('fetch failed'));

interface Manner {
  readonly delivery?: Partial<Delivery>;
  readonly cancel?: AbortSignal;
  /** Always the same; chance of the clock's own when absent. */
  readonly random?: number;
  readonly lane?: Lane;
}

/** An import whose service answers as the list says, the last for ever; how many requests reached it, and the waits in between. */
function opened(
  answers: readonly (() => Response | Promise<Response>)[],
  { delivery, cancel, random, lane }: Manner = {},
) {
  const clock = new VirtualClock();
  if (random !== undefined) clock.random = () => random;
  const redact = redaction(config.apiKey);
  const log = redactedLogger(undefined, redact);
  const sent = { requests: 0 };
  const waits: number[] = [];
  const events: RequestEvent[] = [];
  const fetch: typeof globalThis.fetch = async () => {
    const answer = answers[Math.min(sent.requests, answers.length - 1)] ?? lost;
    sent.requests += 1;
    return answer();
  };
  const { api } = openImport(
    {
      config,
      delivery: { ...withDefaults(), ...delivery },
      clock,
      redact,
      log,
      cancel,
      onWait: (ms) => void waits.push(ms),
    },
    { fetch, lane, onRequest: (event) => void events.push(event) },
  );
  return { api, sent, clock, waits, events };
}

/** A lane that other runs share: its window is closed for so long as one comes to its turn, then open. */
function windows(closedFor: number[]): Lane {
  return {
    withTurn: async (_at, turn) => (await turn({ closedForMs: closedFor.shift() ?? 0 })).value,
  };
}

const answered =
  (status: number, headers: Record<string, string> = {}) =>
  () =>
    new Response('', { status, headers });
const done = () => Response.json({ items: [] });
const started = Date.UTC(2030, 0, 1);
const AS_ASKED = { changeOf: (change: SegmentChange) => change, kindOf: firstOperationOf };

describe('a request that takes too long', () => {
  it('D-5: is too slow the second time, or the first where a larger one was', async () => {
    const two = [1, 2].map((at) => removal(`c${at}`));
    const { api, sent } = opened([answered(504)]);
    expect(await api.send(two, AS_ASKED)).toMatchObject({ kind: 'too_slow', trail: 'running' });
    expect(await api.send(two, AS_ASKED, { slowAfter: 1 })).toMatchObject({ kind: 'too_slow', trail: 'running' });
    expect(sent.requests).toBe(2 + 1);
  });
});

describe('the budget of retries', () => {
  it('D-4: with nothing answered, a run has five retries, and then each request goes out once', async () => {
    const { api, sent } = opened([lost]);
    for (let at = 0; at < 10; at += 1)
      expect(await api.sendNothing()).toMatchObject({ kind: 'exhausted', trail: 'lost' });
    expect(sent.requests).toBe(10 + 5);
  });

  it.each([8, 30])(
    'D-4: a host that asks for %i attempts of one batch gets them, for one that is alone',
    async (most) => {
      const { api, sent } = opened([lost], { delivery: { maxAttempts: most } });
      for (let at = 0; at < 10; at += 1) await api.sendNothing();
      expect(sent.requests).toBe(10 + most - 1);
    },
  );

  it('D-4: what is answered in Permutive’s own words, a refusal too, gives back what it took to hear it', async () => {
    const answers = Array.from({ length: 40 }, () => [lost, () => envelope(409)]).flat();
    const { api, sent } = opened(answers);
    for (let at = 0; at < 40; at += 1) {
      expect(await api.sendNothing()).toMatchObject({ kind: 'refused', trail: 'lost', requests: { length: 2 } });
    }
    expect(sent.requests).toBe(80);
  });

  it('D-4: a wait that Permutive asked for costs none, and is bounded by maxAttempts', async () => {
    const { api, sent } = opened([() => new Response('', { status: 429, headers: { 'retry-after': '1' } })]);
    for (let at = 0; at < 4; at += 1)
      expect(await api.sendNothing()).toMatchObject({ kind: 'exhausted', trail: 'none' });
    expect(sent.requests).toBe(4 * 6);
  });

  it('D-4: an accepted batch gives back two, and a read only what it took', async () => {
    const there = () => Response.json({ id: 'i' });
    const { api } = opened([lost, lost, lost, lost, lost, done, lost, lost, lost, there, lost, lost, there, lost]);
    const requests = async (verdict: Promise<{ readonly requests: readonly number[] }>) =>
      (await verdict).requests.length;
    expect(await requests(api.sendNothing())).toBe(1 + 5); // Accepted, which gives back two.
    expect(await requests(api.sendNothing())).toBe(1 + 2);
    expect(await requests(api.readImport())).toBe(1); // Read, which took none.
    expect(await requests(api.sendNothing())).toBe(1);
  });

  it('D-4: a read gives back what it took to hear it, absence too', async () => {
    for (const last of [() => Response.json({ code: 'a' }), () => envelope(404)]) {
      const { api } = opened([lost, lost, last, lost]);
      expect((await api.readSegment('a')).requests).toHaveLength(3);
      expect((await api.readImport()).requests).toHaveLength(1 + 5);
    }
  });

  it('D-4: what nobody answered in Permutive’s words gives back nothing', async () => {
    const { api } = opened([lost, lost, answered(501), lost]);
    expect((await api.sendNothing()).kind).toBe('unexpected');
    expect((await api.sendNothing()).requests).toHaveLength(1 + 3);
  });

  it('D-2: a certificate that is not accepted is not tried again', async () => {
    const untrusted = () =>
      Promise.reject(
        new TypeError('fetch failed', { cause: Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' }) }),
      );
    const { api, sent } = opened([untrusted]);
    expect(await api.sendNothing()).toMatchObject({
      kind: 'unexpected',
      error: { code: 'network_error' },
      trail: 'none',
    });
    expect(sent.requests).toBe(1);
  });
});

describe('a wait', () => {
  it('D-2: is random below a ceiling that doubles, to 30 s', async () => {
    const { api, waits } = opened([lost], { delivery: { maxAttempts: 11 }, random: 0.5 });
    await api.sendNothing();
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000]);
  });

  it('D-2: may be none at all', async () => {
    const { api, waits } = opened([lost, done], { random: 0 });
    await api.sendNothing();
    expect(waits).toEqual([0]);
  });

  it('D-3: is what Permutive asks for, if that is longer', async () => {
    const slow = answered(503, { 'retry-after': '2' });
    const { api, waits } = opened([slow, slow, slow, slow, done], { random: 0.75 });
    await api.sendNothing();
    expect(waits).toEqual([2_000, 2_000, 2_000, 3_000]);
  });

  it('D-3: nobody asked for is no wait that a run might refuse', async () => {
    const { api } = opened([answered(503), done], { delivery: { maxRetryAfterMs: 0 } });
    expect(await api.sendNothing()).toMatchObject({ kind: 'success', requests: [1, 2] });
    const spent = opened([answered(503)], { delivery: { maxRetryAfterMs: 0, maxAttempts: 1 } });
    expect(await spent.api.sendNothing()).toMatchObject({ kind: 'failing', error: { code: 'service_unavailable' } });
  });

  it('O-1: is told with its end and its reason', async () => {
    const { api, events } = opened([answered(503), done], { random: 0.5 });
    await api.sendNothing();
    expect(events[1]).toEqual({
      kind: 'wait',
      until: new Date(started + 250).toISOString(),
      ms: 250,
      reason: 'service_unavailable',
    });
  });

  it('T-9: ends as the run is cancelled, and nothing is sent after it', async () => {
    const run = new AbortController();
    const { api, sent, clock } = opened([answered(503, { 'retry-after': '60' })], { cancel: run.signal });
    const verdict = api.sendNothing();
    await clock.wait(1_000);
    run.abort();
    expect(await verdict).toMatchObject({ kind: 'cancelled', trail: 'maybe', requests: [1] });
    expect([sent.requests, clock.now() - started]).toEqual([1, 1_000]);
  });

  it('T-9: does not begin once the run is cancelled', async () => {
    const run = new AbortController();
    const { api, waits } = opened(
      [
        () => {
          run.abort();
          return new Response('', { status: 503 });
        },
      ],
      { cancel: run.signal },
    );
    expect(await api.sendNothing()).toMatchObject({ kind: 'cancelled', requests: [1] });
    expect(waits).toEqual([]);
  });
});

describe('attempts', () => {
  it('D-2: are as many as were asked for, and a request may have fewer', async () => {
    const { api, sent } = opened([lost], { delivery: { maxAttempts: 3 } });
    expect((await api.sendNothing()).requests).toEqual([1, 2, 3]);
    const alone = await api.send([removal('a')], AS_ASKED, { attempts: 1 });
    expect(alone).toMatchObject({ kind: 'exhausted', requests: [4] });
    expect(sent.requests).toBe(4);
  });

  it('are not for a fault of the connector’s own: it is told as it is', async () => {
    const { api, clock } = opened([lost]);
    const fault = new Error('no clock');
    clock.random = () => {
      throw fault;
    };
    await expect(api.sendNothing()).rejects.toBe(fault);
  });

  it('O-1: are numbered from one for each request', async () => {
    const { api, events } = opened([lost, done, lost, done]);
    await api.sendNothing();
    await api.sendNothing();
    expect(events.flatMap((event) => (event.kind === 'request' ? [event.attempt] : []))).toEqual([1, 2, 1, 2]);
  });

  it('D-5: end after two in a row that were too slow, where fewer operations could pass', async () => {
    const two = [removal('a'), removal('b')];
    const slow = answered(504);
    const halved = await opened([slow]).api.send(two, AS_ASKED);
    expect(halved).toMatchObject({ kind: 'too_slow', requests: [1, 2], trail: 'running', error: { code: 'timeout' } });
    const broken = await opened([slow, lost, slow, done]).api.send(two, AS_ASKED);
    expect(broken).toMatchObject({ kind: 'success', requests: [1, 2, 3, 4] });
    const alone = await opened([slow, slow, done]).api.send([removal('a')], AS_ASKED);
    expect(alone).toMatchObject({ kind: 'success', requests: [1, 2, 3] });
  });
});

describe('a lane that gives no turn', () => {
  it('L-2: is asked again like a network that fails, and nothing was sent', async () => {
    let asked = 0;
    const lane: Lane = {
      withTurn: () => {
        asked += 1;
        return Promise.reject(new Error('no database'));
      },
    };
    const { api, sent, clock } = opened([done], { lane, delivery: { maxAttempts: 3 } });
    expect(await api.sendNothing()).toMatchObject({
      kind: 'exhausted',
      requests: [],
      trail: 'none',
      sentAt: clock.now(),
      error: {
        code: 'network_error',
        message: 'The lane that was handed in gave no turn at the import: no database.',
      },
    });
    expect([asked, sent.requests]).toEqual([3, 0]);
  });
});

describe('a run that is cancelled before it has its turn', () => {
  it('T-9: sends nothing', async () => {
    const { api, sent } = opened([done], { cancel: AbortSignal.abort() });
    expect(await api.sendNothing()).toMatchObject({ kind: 'cancelled', requests: [], trail: 'none' });
    expect(sent.requests).toBe(0);
  });
});

describe('a window', () => {
  it('D-3: that another run met is waited out, and that is no attempt', async () => {
    const lane = windows([4_000, 2_500]);
    const { api, waits } = opened([done], { lane, delivery: { maxAttempts: 1 } });
    expect(await api.sendNothing()).toMatchObject({ kind: 'success', requests: [1] });
    expect(waits).toEqual([4_000, 2_500]);
  });

  it('D-3: may be as long as the run may wait, and no longer', async () => {
    const longest = opened([done], { lane: windows([300_000]), delivery: { maxAttempts: 1 } });
    expect(await longest.api.sendNothing()).toMatchObject({ kind: 'success' });
    const longer = opened([done], { lane: windows([300_000.5]) });
    expect(await longer.api.sendNothing()).toMatchObject({
      kind: 'exhausted',
      requests: [],
      trail: 'none',
      error: {
        code: 'rate_limited',
        retryAfterMs: 300_001,
        message: 'Permutive asks to wait 301 s, longer than this run may wait.',
      },
    });
    expect(longer.waits).toEqual([]);
    const asked = opened([closedFor(300), done]);
    expect(await asked.api.sendNothing()).toMatchObject({ kind: 'success', requests: [1, 2] });
    const spent = opened([closedFor(300)], { delivery: { maxAttempts: 1 } });
    expect(await spent.api.sendNothing()).toMatchObject({
      kind: 'exhausted',
      error: { code: 'rate_limited', message: 'Permutive answered 429: No.' },
    });
  });

  it('T-9: is not waited out by a run that is cancelled', async () => {
    const run = new AbortController();
    const { api, sent, clock } = opened([done], { lane: windows([60_000]), cancel: run.signal });
    const verdict = api.sendNothing();
    await clock.wait(1_000);
    run.abort();
    expect(await verdict).toMatchObject({ kind: 'cancelled', requests: [], trail: 'none' });
    expect([sent.requests, clock.now() - started]).toEqual([0, 1_000]);
  });

  it('D-3: that is longer than the run may wait names neither a status nor an id that nobody gave', async () => {
    const { api } = opened([answered(429, { 'retry-after': '301' })]);
    const verdict = await api.sendNothing();
    const error = verdict.kind === 'exhausted' ? verdict.error : undefined;
    expect(error).toMatchObject({ httpStatus: 429, retryAfterMs: 301_000 });
    expect(error).not.toHaveProperty('requestId');
  });

  it('D-3: that is longer than the run may wait is the reason, in Permutive’s request id and status too', async () => {
    const { api, sent } = opened([closedFor(301)]);
    expect(await api.sendNothing()).toMatchObject({
      kind: 'exhausted',
      error: { code: 'rate_limited', retryAfterMs: 301_000, httpStatus: 429, requestId: 'r' },
    });
    expect(sent.requests).toBe(1);
  });
});

describe('a verdict', () => {
  it('T-3: says when its first attempt went out, by Permutive’s clock', async () => {
    const clockAhead = 3_600_000;
    const date = new Date(Date.UTC(2030, 0, 1) + clockAhead).toUTCString();
    const { api } = opened([() => Response.json({ items: [] }, { headers: { date } })]);
    expect((await api.sendNothing()).sentAt).toBe(Date.UTC(2030, 0, 1) + clockAhead);
  });

  it('T-3: says when its first attempt went out, whichever was answered; without a Date by this machine’s clock', async () => {
    const { api, clock } = opened([lost, done], { random: 0.5 });
    expect((await api.sendNothing()).sentAt).toBe(started);
    expect(clock.now()).toBe(started + 250);
  });

  it('T-3: of which no answer came says so by the clock that an earlier answer told', async () => {
    const date = new Date(Date.UTC(2030, 0, 1) - 3_600_000).toUTCString();
    const { api } = opened([() => Response.json({ items: [] }, { headers: { date } }), lost], {
      delivery: { maxAttempts: 1 },
    });
    await api.sendNothing();
    expect(await api.sendNothing()).toMatchObject({ trail: 'lost', sentAt: Date.UTC(2030, 0, 1) - 3_600_000 });
  });

  it('T-4: tells the worst that any attempt may have left behind', async () => {
    const { api } = opened([() => new Response('', { status: 504 }), lost, () => envelope(409)]);
    expect(await api.sendNothing()).toMatchObject({ kind: 'refused', trail: 'running', requests: [1, 2, 3] });
  });

  it('D-6: counts the look at the import that a denial took', async () => {
    const { api } = opened([() => envelope(403), () => Response.json({ id: 'x' })]);
    expect(await api.sendNothing()).toMatchObject({ kind: 'denied', requests: [1, 2] });
  });

  it('D-6: of the import itself needs no look, and leaves nothing behind', async () => {
    const { api } = opened([() => envelope(404)]);
    expect(await api.readImport()).toMatchObject({ kind: 'denied', requests: [1], trail: 'none' });
  });

  it('D-6: a look that somebody else answers decides nothing', async () => {
    const { api } = opened([() => envelope(403), () => new Response('<html>', { status: 403 })]);
    expect(await api.sendNothing()).toMatchObject({ kind: 'exhausted', trail: 'none' });
  });
});
