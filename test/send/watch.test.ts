import { describe, expect, it } from '@jest/globals';
import { channels } from '../../connector/channels.ts';
import { Watch } from '../../connector/send/watch.ts';
import type { RequestEvent } from '../../spec/host/request-event.ts';

const BEGUN = { number: 1, method: 'GET', purpose: 'confirm', attempt: 1 } as const;
const TOLD = { at: '2030-01-01T00:00:00.000Z', verdict: 'success', ms: 5 };
const WAIT = { kind: 'wait', until: '2030-01-01T00:00:05.000Z', ms: 5_000, reason: 'rate_limited' } as const;
const answered = async () => 'answer';

describe('who watches', () => {
  it('O-1: is told of an exchange at its end, whole', async () => {
    const events: RequestEvent[] = [];
    const watch = new Watch({ onRequest: (event) => void events.push(event) });
    const value = await watch.request(
      () => BEGUN,
      async () => {
        expect(events).toEqual([]);
        return 'answer';
      },
      (answer) => ({ ...TOLD, verdict: answer }),
    );
    expect(value).toBe('answer');
    expect(events).toEqual([{ kind: 'request', ...BEGUN, ...TOLD, verdict: 'answer' }]);
  });

  it('O-1: is told of a wait as it begins', async () => {
    const events: RequestEvent[] = [];
    let waited = false;
    await new Watch({ onRequest: (event) => void events.push(event) }).wait(WAIT, async () => {
      expect(events).toEqual([WAIT]);
      waited = true;
    });
    expect(waited).toBe(true);
  });

  it('O-1: where nobody does, nothing is put together', async () => {
    const asked = () => {
      throw new Error('Nobody watches.');
    };
    expect(await new Watch({}).request(asked, answered, asked)).toBe('answer');
    await new Watch({}).wait(WAIT, async () => {});
  });

  it('O-1: by the channels hears of it too, whether the host watches or not', async () => {
    const heard: unknown[] = [];
    const onEnd = (event: unknown) => void heard.push(structuredClone(event));
    channels.request.asyncEnd.subscribe(onEnd);
    await new Watch({}).request(
      () => BEGUN,
      answered,
      () => TOLD,
    );
    channels.request.asyncEnd.unsubscribe(onEnd);
    expect(heard).toMatchObject([{ kind: 'request', ...BEGUN, ...TOLD }]);
  });

  it('T-12: and throws costs neither the answer nor the wait', async () => {
    const watch = new Watch({
      onRequest: () => {
        throw new Error('a bug of the host');
      },
    });
    expect(
      await watch.request(
        () => BEGUN,
        answered,
        () => TOLD,
      ),
    ).toBe('answer');
    let waited = false;
    await watch.wait(WAIT, async () => {
      waited = true;
    });
    expect(waited).toBe(true);
  });
});
