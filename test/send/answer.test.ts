import { describe, expect, it } from '@jest/globals';
import { answerOf, headOf } from '../../connector/send/answer.ts';

const headers = (of: Record<string, string>) => headOf(new Response('', { status: 503, headers: of }));
const head = headers({});

/** What is read of a body that comes in these pieces, at most `bound` bytes of it. */
const read = (pieces: readonly string[], bound: number) => {
  const body = (async function* () {
    for (const piece of pieces) yield Buffer.from(piece);
  })();
  return answerOf(head, { body } as unknown as Response, bound); // A host's fetch may have a body of any kind.
};

describe('the head of an answer', () => {
  it('D-3: says its status, how long to wait and what time it is there', () => {
    const date = 'Tue, 01 Jan 2030 00:00:00 GMT';
    expect(headers({ 'retry-after': '7', date })).toEqual({
      kind: 'answer',
      status: 503,
      retryAfter: '7',
      date,
      requestId: undefined,
      body: '',
      end: 'broken',
    });
    expect(head).toMatchObject({ retryAfter: null, date: null });
  });

  it('D-9: names its request in any of the usual headers, the most telling first', () => {
    const names = ['cf-ray', 'x-amzn-requestid', 'x-correlation-id', 'request-id', 'x-request-id'];
    const all: Record<string, string> = {};
    for (const name of names) {
      all[name] = name;
      expect(headers(all).requestId).toBe(name);
    }
  });

  it('T-12, D-3: is read from headers of another make, which may lack what is asked for and hold numbers', () => {
    const told = (of: readonly (readonly [string, unknown])[]) =>
      headOf({ status: 503, headers: new Map(of) } as unknown as Response); // A host's fetch may hand back anything.
    expect(told([])).toMatchObject({ retryAfter: null, date: null, requestId: undefined });
    expect(
      told([
        ['retry-after', 7],
        ['date', 0],
        ['x-request-id', 1],
      ]),
    ).toMatchObject({ retryAfter: '7', date: '0', requestId: '1' });
    expect(
      told([
        ['retry-after', ['7']],
        ['request-id', {}],
        ['cf-ray', 'r'],
      ]),
    ).toMatchObject({ retryAfter: null, requestId: 'r' });
  });

  it('T-12: of what is no Response throws', () => {
    expect(() => headOf({ status: '200', headers: new Headers() } as unknown as Response)).toThrow('no status');
  });
});

describe('the body of an answer', () => {
  it('X-4: is read whole up to its bound', async () => {
    expect(await read(['ab', 'cd'], 4)).toEqual({ ...head, body: 'abcd', end: 'whole' });
    expect(await read([], 4)).toMatchObject({ body: '', end: 'whole' });
  });

  it('X-4: is cut at its bound, and nothing more is asked for', async () => {
    let asked = 0;
    const body = (async function* () {
      for (; asked < 10; asked += 1) yield Buffer.from('abc');
    })();
    const response = { body } as unknown as Response; // A host's fetch may have a body of any kind.
    expect(await answerOf(head, response, 4)).toMatchObject({ body: 'abca', end: 'too_long' });
    expect(asked).toBe(1);
  });

  it('X-4: is given up where it is cut', async () => {
    let givenUp = 0;
    const body = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: Buffer.from('abc') }),
        return: async () => {
          givenUp += 1;
          return { done: true, value: undefined };
        },
      }),
    };
    await answerOf(head, { body } as unknown as Response, 2); // A host's fetch may have a body of any kind.
    expect(givenUp).toBe(1);
  });

  it('X-4: is the same in single bytes, with nothing in between', async () => {
    const text = 'abcdefghij'.repeat(4_000);
    const pieces = [...text].flatMap((character) => [character, '']);
    expect(await read(pieces, text.length)).toMatchObject({ body: text, end: 'whole' });
    expect(await read(pieces, text.length - 1)).toMatchObject({ body: text.slice(0, -1), end: 'too_long' });
  });

  it('D-8: whose pieces never end lets time pass, and is given up once it is over', async () => {
    const over = new AbortController();
    setImmediate(() => over.abort());
    let asked = 0;
    const body = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          asked += 1;
          return { done: asked > 1_000_000, value: Buffer.from('') };
        },
      }),
    };
    const response = { body } as unknown as Response; // A host's fetch may have a body of any kind.
    expect(await answerOf(head, response, 100, over.signal)).toMatchObject({ body: '', end: 'broken' });
    expect(asked).toBeLessThan(10_000);
  });

  it('T-2: that breaks off is told so, with what came of it', async () => {
    const body = (async function* () {
      yield Buffer.from('ab');
      throw new Error('reset');
    })();
    const response = { body } as unknown as Response; // A host's fetch may have a body of any kind.
    expect(await answerOf(head, response, 100)).toMatchObject({ body: 'ab', end: 'broken' });
  });

  it('D-1: is UTF-8, also where a character comes in two pieces', async () => {
    const [first, second] = [Buffer.from('✓').subarray(0, 1), Buffer.from('✓').subarray(1)];
    const response = { body: [first, second] } as unknown as Response; // A host's fetch may have a body of any kind.
    expect(await answerOf(head, response, 100)).toMatchObject({ body: '✓', end: 'whole' });
  });

  it('a Response without a body has an empty one', async () => {
    expect(await answerOf(head, new Response(null, { status: 204 }), 100)).toMatchObject({ body: '', end: 'whole' });
  });

  it.each([
    ['hangs', () => new Promise<never>(() => {})],
    ['rejects', () => Promise.reject(new Error('cannot be given up'))],
    [
      'throws',
      () => {
        throw new Error('cannot be given up');
      },
    ],
  ])('X-4: one that %s as it is given up does not hold the answer', async (_how, giveUp) => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const body = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: Buffer.from('abc') }),
        return: giveUp,
      }),
    };
    const response = { body } as unknown as Response; // A host's fetch may have a body of any kind.
    expect(await answerOf(head, response, 2)).toMatchObject({ body: 'ab', end: 'too_long' });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
