import { describe, expect, it } from '@jest/globals';
import { Reader } from '../../connector/imported/reader.ts';
import type { SeenSegment, SegmentPage } from '../../connector/send/decode.ts';
import type { Finding, Verdict } from '../../connector/send/verdict.ts';
import { errorDetail } from '../../spec/host/errors.ts';

const error = errorDetail('unexpected_response');
const verdict = <T>(finding: Finding<T>): Verdict<T> => ({ ...finding, requests: [1], trail: 'none', sentAt: 0 });
const segment = (code: string): SeenSegment => ({
  id: undefined,
  code,
  name: code,
  description: undefined,
  cpm: undefined,
  categories: undefined,
  updatedAt: undefined,
});

/** An import read by these manners; what was asked is kept. */
function reading(manners: {
  readonly code?: (code: string) => Finding<SeenSegment>;
  readonly page?: (token: string | undefined) => Finding<SegmentPage>;
}) {
  const asked: string[] = [];
  const reader = new Reader({
    readSegment: async (code) => {
      asked.push(code);
      return verdict(manners.code?.(code) ?? { kind: 'not_found', error });
    },
    readPage: async (token) => {
      asked.push(`page ${token ?? 'one'}`);
      return verdict(manners.page?.(token) ?? { kind: 'exhausted', error });
    },
  });
  return { reader, asked };
}

const page = (codes: readonly string[], totalCount: number, nextToken?: string): Finding<SegmentPage> => ({
  kind: 'success',
  answer: { segments: codes.map(segment), listed: true, nextToken, totalCount },
});
const strangers404: Finding<SeenSegment> = { kind: 'foreign', status: 404, error };

describe('reading by code', () => {
  it('T-4: Permutive’s own 404 is absence', async () => {
    const { reader } = reading({});
    expect((await reader.observe(['a'], 'by_code')).of('a')).toBe('absent');
  });

  it('T-4: another 404 is absence where a segment was read beside it, and nothing otherwise', async () => {
    const { reader } = reading({
      code: (code) => (code === 'there' ? { kind: 'success', answer: segment(code) } : strangers404),
    });
    const doubted = await reader.observe(['a'], 'by_code');
    expect([doubted.of('a'), doubted.failure?.kind]).toEqual([undefined, 'foreign']);
    const beside = await reader.observe(['there', 'a'], 'by_code');
    expect([beside.of('a'), beside.failure]).toEqual(['absent', undefined]);
    // From now on there is one to be read beside it.
    expect((await reader.observe(['b'], 'by_code')).of('b')).toBe('absent');
  });

  it('T-4: where nothing is doubted the segment that is known to be there is not read again', async () => {
    const { reader, asked } = reading({
      code: (code) => (code === 'there' ? { kind: 'success', answer: segment(code) } : { kind: 'not_found', error }),
    });
    await reader.observe(['there'], 'by_code');
    await reader.observe(['a'], 'by_code');
    expect(asked).toEqual(['there', 'a']);
  });

  it('T-2: after two in a row that cannot be read the others are not tried', async () => {
    const { reader, asked } = reading({ code: () => ({ kind: 'exhausted', error }) });
    expect((await reader.observe(['a', 'b', 'c'], 'by_code')).failure?.kind).toBe('exhausted');
    expect(asked).toEqual(['a', 'b']);
  });

  it('T-3: the answer under another spelling shows that codes are folded; another segment is no answer', async () => {
    const { reader } = reading({
      code: (code) => ({ kind: 'success', answer: segment(code === 'News' ? 'news' : 'other') }),
    });
    expect((await reader.observe(['News'], 'by_code')).of('News')).toBeInstanceOf(Object);
    expect([reader.folds, reader.spellingOf('News')]).toEqual([true, 'news']);
    expect((await reader.observe(['Sport'], 'by_code')).failure?.kind).toBe('unexpected');
  });
});

describe('listing', () => {
  it('T-4: tells of every code when it is complete, and only of presence when it is not', async () => {
    const whole = reading({ page: () => page(['a'], 1) }).reader;
    await whole.observe(['a', 'b'], 'cheapest');
    expect([whole.listed, whole.known('b')]).toEqual([true, 'absent']);
    const short = reading({ page: () => page(['a'], 2) }).reader;
    await short.observe(['a', 'b'], 'cheapest');
    expect([short.known('a'), short.known('b')]).toEqual([expect.any(Object), 'unlisted']);
  });

  it('T-4: is not walked for a few codes of a large import', async () => {
    const { reader, asked } = reading({ page: () => page(['x'], 1_000, '1') });
    await reader.observe(['a', 'b'], 'cheapest');
    expect(asked).toEqual(['page one', 'a', 'b']);
  });

  it('T-4: that breaks off tells nothing', async () => {
    const { reader } = reading({
      page: (token) => (token === undefined ? page(['a'], 2, '1') : { kind: 'exhausted', error }),
    });
    const { of, failure } = await reader.observe(['a', 'b'], 'cheapest');
    expect([of('a'), failure?.kind, reader.listed]).toEqual([undefined, 'exhausted', false]);
  });

  it('T-3: a code that is listed in another spelling only is read once, to learn whether codes are folded', async () => {
    const folding = reading({
      page: () => page(['news', 'sport'], 2),
      code: () => ({ kind: 'success', answer: segment('news') }),
    });
    await folding.reader.observe(['News', 'SPORT'], 'cheapest');
    expect(folding.asked).toEqual(['page one', 'News']);
    expect([folding.reader.known('SPORT'), folding.reader.spellingOf('SPORT')]).toEqual([expect.any(Object), 'sport']);
    const exact = reading({ page: () => page(['news'], 1) });
    await exact.reader.observe(['News', 'x'], 'cheapest');
    expect([exact.reader.folds, exact.reader.known('News')]).toEqual([false, 'unlisted']);
  });

  it.each([
    ['in lower case', 'NEWS', 'news'],
    ['in capitals', 'news', 'NEWS'],
    ['composed', 'Cafe\u0301', 'Caf\u00e9'],
    ['decomposed', 'Caf\u00e9', 'Cafe\u0301'],
    ['decomposed, in lower case', 'CAF\u00c9', 'cafe\u0301'],
  ])('T-3: a code that Permutive keeps %s is found under it in a listing', async (_how, code, kept) => {
    const { reader } = reading({ page: () => page([kept], 1) });
    reader.folds = true;
    await reader.observe([code, 'other'], 'cheapest');
    expect([reader.known(code), reader.spellingOf(code)]).toEqual([expect.any(Object), kept]);
  });

  it('T-4: reads may be exact where writes fold: absent beside another spelling takes a second look', async () => {
    const { reader } = reading({ page: () => page(['news'], 1) });
    await reader.observe(['News', 'x'], 'cheapest');
    expect((await reader.observe(['News'], 'by_code')).of('News')).toBe('unlisted');
    expect((await reader.observe(['News'], 'by_code')).of('News')).toBe('absent');
    expect([reader.known('News'), reader.known('x')]).toEqual(['absent', 'absent']);
  });
});
