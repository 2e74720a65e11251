import { describe, expect, it } from '@jest/globals';
import { redactedLogger, redaction } from '../../connector/redact.ts';
import { openImport } from '../../connector/send/open.ts';
import { withDefaults } from '../../spec/host/delivery.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const config = { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' };
const envelope = (status: number) =>
  Response.json({ request_id: 'r', error: { code: 1, message: 'No.', status: 'X', docs: '' } }, { status });
const closedFor = (seconds: number) => () => {
  const { body } = envelope(429);
  return new Response(body, { status: 429, headers: { 'retry-after': String(seconds) } });
};
const lost = () => Promise.reject(new TypeError('fetch failed'));

/** An import whose service answers as the list says, the last for ever; and how many requests reached it. */
function opened(answers: (() => Response | Promise<Response>)[], maxAttempts?: number) {
  const clock = new VirtualClock();
  const redact = redaction(config.apiKey);
  const log = redactedLogger(undefined, redact);
  const sent = { requests: 0 };
  const fetch: typeof globalThis.fetch = async () => {
    const answer = answers[Math.min(sent.requests, answers.length - 1)] ?? lost;
    sent.requests += 1;
    return answer();
  };
  const { api } = openImport(
    {
      config,
      delivery: withDefaults({ ...(maxAttempts !== undefined && { maxAttempts }) }),
      clock,
      redact,
      log,
      cancel: undefined,
    },
    { fetch },
  );
  return { api, sent, clock };
}

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
      const { api, sent } = opened([lost], most);
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

describe('a window', () => {
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

  it('T-4: tells the worst that any attempt may have left behind', async () => {
    const { api } = opened([() => new Response('', { status: 504 }), lost, () => envelope(409)]);
    expect(await api.sendNothing()).toMatchObject({ kind: 'refused', trail: 'running', requests: [1, 2, 3] });
  });

  it('D-6: counts the look at the import that a denial took', async () => {
    const { api } = opened([() => envelope(403), () => Response.json({ id: 'x' })]);
    expect(await api.sendNothing()).toMatchObject({ kind: 'denied', requests: [1, 2] });
  });

  it('D-6: a look that somebody else answers decides nothing', async () => {
    const { api } = opened([() => envelope(403), () => new Response('<html>', { status: 403 })]);
    const verdict = await api.sendNothing();
    expect(verdict.kind).not.toBe('denied');
  });
});
