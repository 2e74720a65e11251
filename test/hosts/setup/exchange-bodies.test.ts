import { describe, expect, it } from '@jest/globals';
import { ExchangeRecorder } from '../../../connector/hosts/setup/exchange-bodies.ts';

const KEY = 'key-of-the-reader-1234';
const send = (recorder: ExchangeRecorder, answer: () => Response, body = '{"operations":[]}') =>
  recorder.over(async () => answer())('https://permutive.test/imports/x/segments?page=1', {
    method: 'PATCH',
    body,
    headers: { 'x-api-key': KEY },
  });
/** Lets what is read beside the run go on. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const settled = async (recorder: ExchangeRecorder, number: number) => {
  for (let turns = 0; turns < 200 && recorder.of(number)?.answer.includes('\n\n') !== true; turns += 1) await turn();
  return recorder.of(number);
};

describe('bodies of a run’s requests', () => {
  it('U-9: of an accepted request too, whole, while the answer goes on to the connector untouched', async () => {
    const recorder = new ExchangeRecorder([KEY]);
    const items = JSON.stringify({ items: Array.from({ length: 500 }, (_, at) => ({ code: `c${at}` })) });
    const response = await send(recorder, () => new Response(items));
    expect(await response.text()).toBe(items);
    const bodies = await settled(recorder, 1);
    expect(bodies?.request).toContain('PATCH /imports/x/segments?page=1\nAPI key: not shown\n\n{"operations":[]}');
    expect(bodies?.answer.endsWith(items)).toBe(true);
  });

  it('X-1: a key that an answer repeats is taken out, also where the body is cut in the middle of it', async () => {
    const recorder = new ExchangeRecorder([KEY]);
    const limit = 1024 * 1024;
    for (const before of [10, limit - 5])
      await (await send(recorder, () => new Response(`${'x'.repeat(before)}${KEY}${'y'.repeat(3_000)}`))).text();
    for (const number of [1, 2]) {
      const answer = (await settled(recorder, number))?.answer ?? '';
      expect(answer.length).toBeGreaterThan(1_000);
      expect(answer).not.toContain(KEY.slice(0, 5));
    }
  });

  it('X-4: a body without end is shown as far as a mebibyte, and neither waited for nor held', async () => {
    const recorder = new ExchangeRecorder([KEY]);
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(256 * 1024).fill(120));
      },
    });
    const response = await send(recorder, () => new Response(endless));
    expect(response.ok).toBe(true);
    const { answer = '' } = (await settled(recorder, 1)) ?? {};
    expect(answer.endsWith('\n… and more')).toBe(true);
    await response.body?.cancel();
    expect(pulled).toBeLessThan(20);
  });

  it('a run of many large answers keeps the newest', async () => {
    const recorder = new ExchangeRecorder([KEY]);
    const large = 'z'.repeat(1024 * 1024);
    for (let at = 0; at < 40; at += 1) {
      await (await send(recorder, () => new Response(large))).text();
      await settled(recorder, at + 1);
    }
    expect(recorder.of(1)).toBeUndefined();
    expect(recorder.of(40)?.answer).toContain('zzz');
  });
});
