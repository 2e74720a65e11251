import { describe, expect, it } from '@jest/globals';
import { redactedLogger, redaction } from '../../connector/redact.ts';
import { openWorkspace } from '../../connector/send/open.ts';
import { withDefaults } from '../../spec/host/delivery.ts';
import type { RequestEvent } from '../../spec/host/request-event.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const KEY = '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11';

async function imports(answer: () => Response) {
  const redact = redaction(KEY);
  const events: RequestEvent[] = [];
  const urls: unknown[] = [];
  const workspace = openWorkspace(
    {
      config: { apiKey: KEY },
      delivery: withDefaults(),
      clock: new VirtualClock(),
      redact,
      log: redactedLogger(undefined, redact),
      cancel: undefined,
    },
    {
      fetch: async (url) => {
        urls.push(url);
        return answer();
      },
      onRequest: (event) => void events.push(event),
    },
  );
  return { verdict: await workspace.readImports(), events, urls };
}

describe('the imports of a key', () => {
  it('C-5: are listed whatever import the settings name, and the key is taken out of what they say', async () => {
    const { verdict, events, urls } = await imports(() => Response.json({ items: [{ id: 'i', name: `My ${KEY}` }] }));
    expect(urls).toEqual(['https://api.permutive.app/audience-api/v1/imports']);
    expect(verdict).toMatchObject({ kind: 'success', answer: [{ id: 'i', name: 'My [redacted]' }] });
    expect(events).toMatchObject([{ purpose: 'listing', method: 'GET' }]);
  });

  it('X-4: may be more than a megabyte of them', async () => {
    const long = { items: [{ id: 'i', name: 'N'.repeat(1024 * 1024) }] };
    expect((await imports(() => Response.json(long))).verdict.kind).toBe('success');
  });

  it('D-6: a key that is not accepted is denied at once', async () => {
    const refusal = { request_id: 'r', error: { message: 'No.' } };
    const { verdict, urls } = await imports(() => Response.json(refusal, { status: 401 }));
    expect([verdict.kind, urls.length]).toEqual(['denied', 1]);
  });
});
