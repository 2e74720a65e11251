import { describe, expect, it } from '@jest/globals';
import { redaction } from '../../connector/redact.ts';
import { openImport } from '../../connector/send/open.ts';
import type { Logger } from '../../spec/host/connector.ts';
import { withDefaults } from '../../spec/host/delivery.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const config = { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' };

const silent = () => undefined;
const LOG: Logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
const never = new Promise<never>(() => {});

/** What is warned of when an import is opened at an address, and the body that an empty batch sends there. */
async function opened(baseUrl: string) {
  const warned: unknown[] = [];
  const log: Logger = { ...LOG, warn: (fields) => void warned.push(fields) };
  const bodies: string[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    bodies.push(String(init?.body));
    return Response.json({ items: [] });
  };
  const settings = { clock: new VirtualClock(), redact: redaction(config.apiKey), log, cancel: undefined };
  const { api } = openImport({ config, delivery: { ...withDefaults(), baseUrl }, ...settings }, { fetch });
  await api.sendNothing();
  return { warned, bodies };
}

describe('opening an import', () => {
  it('D-7: warns once when the key goes to a host that the manifest does not name', async () => {
    const { warned } = await opened('https://api.example.test/audience-api/v1');
    expect(warned).toEqual([{ host: 'api.example.test' }]);
  });

  it.each(['https://api.permutive.app/audience-api/v1', 'http://127.0.0.1:8080/audience-api/v1'])(
    'D-7: warns of nothing at %s',
    async (baseUrl) => {
      expect((await opened(baseUrl)).warned).toEqual([]);
    },
  );

  it('T-9: a request in flight may go on for five seconds once the run is cancelled', async () => {
    const run = new AbortController();
    const clock = new VirtualClock();
    const settings = { config, delivery: withDefaults(), clock, redact: redaction(config.apiKey), log: LOG };
    const { api } = openImport({ ...settings, cancel: run.signal }, { fetch: () => never });
    const since = clock.now();
    const verdict = api.sendNothing();
    await clock.wait(1_000);
    run.abort();
    expect(await verdict).toMatchObject({ kind: 'cancelled', trail: 'lost', requests: [1] });
    expect(clock.now() - since).toBe(6_000);
  });

  it('L-1: whether it waits for a turn that somebody else holds is told', async () => {
    const settings = { config, delivery: withDefaults(), clock: new VirtualClock(), redact: redaction(config.apiKey) };
    const { api, waitsForTurn } = openImport(
      { ...settings, log: LOG, cancel: undefined },
      { fetch: () => never, lane: { withTurn: () => never } },
    );
    expect(waitsForTurn()).toBe(false);
    void api.sendNothing();
    expect(waitsForTurn()).toBe(true);
  });

  it('C-4: what it sends to learn whether the key may write is an empty batch', async () => {
    expect((await opened('http://127.0.0.1:8080/audience-api/v1')).bodies).toEqual(['{"operations":[]}']);
  });
});
