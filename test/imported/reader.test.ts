import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import { Reader } from '../../connector/imported/reader.ts';
import { SegmentIndex } from '../../connector/imported/segment-index.ts';
import type { SeenSegment, SegmentPage } from '../../connector/send/decode.ts';
import type { Finding, Verdict } from '../../connector/send/verdict.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { segment } from './segments.ts';

const error = errorDetail('unexpected_response');
const verdict = <T>(finding: Finding<T>): Verdict<T> => ({ ...finding, requests: [1], trail: 'none', sentAt: 0 });

/** An import read by these manners; what was asked is kept. */
function reading(manners: {
  readonly code?: (code: string) => Finding<SeenSegment>;
  readonly page?: (token: string | undefined) => Finding<SegmentPage>;
  readonly index?: SegmentIndex;
}) {
  const asked: string[] = [];
  const seen: string[] = [];
  const reads = {
    readSegment: async (code: string) => {
      asked.push(code);
      return { ...verdict(manners.code?.(code) ?? { kind: 'not_found' as const, error }), requests: [asked.length] };
    },
    readPage: async (token: string | undefined) => {
      asked.push(`page ${token ?? 'one'}`);
      return { ...verdict(manners.page?.(token) ?? { kind: 'exhausted' as const, error }), requests: [asked.length] };
    },
  };
  const reader = new Reader(reads, manners.index, ({ code }) => void seen.push(code));
  return { reader, asked, seen };
}

const page = (codes: readonly string[], totalCount: number, nextToken?: string): Finding<SegmentPage> => ({
  kind: 'success',
  answer: { segments: codes.map(segment), listed: true, nextToken, totalCount },
});
const strangers404: Finding<SeenSegment> = { kind: 'foreign', status: 404, error };

describe('reading by code', () => {
  it('T-4: of an import without a segment, a code that a path holds in an encoded form is absent', async () => {
    expect((await reading({}).reader.observe(['x:y'], 'by_code')).of('x:y')).toBe('absent');
  });

  it('T-4: so it is after a listing of several pages that showed none', async () => {
    const { reader } = reading({ page: (token) => page([], 0, token === undefined ? '1' : undefined) });
    await reader.observe(['a', 'b'], 'cheapest');
    expect((await reader.observe(['x:y'], 'by_code')).of('x:y')).toBe('absent');
  });

  it('T-4: a guess of absence leaves what is known as it is', async () => {
    const index = new SegmentIndex();
    const { reader } = reading({ index });
    reader.note('news', fingerprintOf({ name: 'N' }));
    expect((await reader.observe(['x:y'], 'by_code')).of('x:y')).toBe('unlisted');
    expect([reader.known('x:y'), index.size]).toEqual(['unlisted', 1]);
  });

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

  it('T-4: another 404 is not believed beside Permutive’s own, which shows no segment', async () => {
    const { reader } = reading({ code: (code) => (code === 'a' ? strangers404 : { kind: 'not_found', error }) });
    const { of, failure } = await reader.observe(['gone', 'a'], 'by_code');
    expect([of('gone'), of('a'), failure?.kind]).toEqual(['absent', undefined, 'foreign']);
  });

  it('T-4: a segment that is read beside is told of, and is not taken over: what a write has told of it is newer', async () => {
    const { reader } = reading({
      code: (code) => (code === 'there' ? { kind: 'success', answer: segment(code) } : strangers404),
      page: () => page(['there'], 1),
    });
    await reader.observe(['there', 'x'], 'cheapest');
    reader.note('there', fingerprintOf({ name: 'Written' }));
    const { of, besides } = await reader.observe(['a'], 'by_code');
    expect([of('there'), [...(besides ?? [])]]).toEqual([fingerprintOf(segment('there')), ['there']]);
    expect(reader.known('there')).toEqual(fingerprintOf({ name: 'Written' }));
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
    expect([reader.folds, reader.spellingOf('News')]).toEqual(['case', 'news']);
    expect((await reader.observe(['Sport'], 'by_code')).failure?.kind).toBe('unexpected');
  });
});

describe('what cannot be read', () => {
  const failing = (bad: ReadonlySet<string>, finding: Finding<never> = { kind: 'exhausted', error }) =>
    reading({
      code: (code) => (bad.has(code) ? finding : { kind: 'success', answer: segment(code) }),
    });

  it('T-2: of one code is not the others’ trouble: only two in a row end the reading', async () => {
    const { reader, asked } = failing(new Set(['a', 'c']));
    const { of, failure } = await reader.observe(['a', 'b', 'c', 'd'], 'by_code');
    expect(asked).toEqual(['a', 'b', 'c', 'd']);
    expect([of('a'), of('b'), of('c'), of('d'), failure?.kind]).toEqual([
      undefined,
      expect.any(Object),
      undefined,
      expect.any(Object),
      'exhausted',
    ]);
  });

  it.each<Finding<never>>([{ kind: 'denied', error }, { kind: 'cancelled' }])(
    'D-6, T-9: ends the reading at once when it is $kind',
    async (finding) => {
      const { reader, asked } = failing(new Set(['a']), finding);
      const { failure, of } = await reader.observe(['a', 'b'], 'by_code');
      expect([asked, failure?.kind, of('b')]).toEqual([['a'], finding.kind, undefined]);
    },
  );

  it('O-1: names all exchanges it took', async () => {
    const { reader } = failing(new Set(['b']));
    expect((await reader.observe(['a', 'b', 'c'], 'by_code')).requests).toEqual([1, 2, 3]);
  });

  it('T-4: another 404 stays doubted beside a failure, and the failure is told', async () => {
    const { reader } = reading({
      code: (code) => {
        if (code === 'there') return { kind: 'success', answer: segment(code) };
        return code === 'a' ? strangers404 : { kind: 'exhausted', error };
      },
    });
    const { of, failure } = await reader.observe(['there', 'a', 'b'], 'by_code');
    expect([of('a'), of('b'), failure?.kind]).toEqual(['absent', undefined, 'exhausted']);
  });

  it('T-4: another 404 is doubted where the segment that was there cannot be read either', async () => {
    let there = true;
    const { reader, asked } = reading({
      code: (code) => (code === 'there' && there ? { kind: 'success', answer: segment(code) } : strangers404),
    });
    await reader.observe(['there'], 'by_code');
    there = false;
    const { of, failure, requests } = await reader.observe(['a'], 'by_code');
    expect([of('a'), failure?.kind, requests]).toEqual([undefined, 'foreign', [2, 3]]);
    expect(asked).toEqual(['there', 'a', 'there']);
  });

  it('T-4: another 404 is absence where the segment that a write brought about is read beside it', async () => {
    const { reader } = reading({
      code: (code) => (code === 'written' ? { kind: 'success', answer: segment(code) } : strangers404),
    });
    reader.note('written', fingerprintOf({ name: 'Written' }));
    expect((await reader.observe(['a'], 'by_code')).of('a')).toBe('absent');
    const { reader: forgetful } = reading({
      code: (code) => (code === 'written' ? { kind: 'success', answer: segment(code) } : strangers404),
    });
    forgetful.note('written', 'absent');
    expect((await forgetful.observe(['a'], 'by_code')).of('a')).toBeUndefined();
  });

  it('T-4: a stranger’s answer that is no 404 is a failure', async () => {
    const { reader } = reading({ code: () => ({ kind: 'foreign', status: 403, error }) });
    reader.note('x', fingerprintOf({ name: 'X' }));
    const { of, failure } = await reader.observe(['a'], 'by_code');
    expect([of('a'), failure?.kind]).toEqual([undefined, 'foreign']);
  });
});

describe('what is known without asking', () => {
  it('T-5: is nothing before a listing, and what the caller knew already after one', async () => {
    expect([reading({}).reader.known('a'), reading({}).reader.listed]).toEqual([undefined, false]);
    const index = new SegmentIndex();
    index.set('a', fingerprintOf({ name: 'A' }));
    const { reader } = reading({ index });
    expect([reader.listed, reader.known('a'), reader.known('b')]).toEqual([
      true,
      fingerprintOf({ name: 'A' }),
      'unlisted',
    ]);
  });

  it('T-5: is kept true to what a run writes and reads, and forgotten where that is not known', async () => {
    const index = new SegmentIndex();
    const { reader } = reading({ index, code: (code) => ({ kind: 'success', answer: segment(code) }) });
    reader.note('a', fingerprintOf({ name: 'A' }));
    reader.note('b', 'absent');
    await reader.observe(['c'], 'by_code');
    expect(['a', 'b', 'c'].map((code) => reader.known(code))).toEqual([
      fingerprintOf({ name: 'A' }),
      'absent',
      fingerprintOf({ name: 'c' }),
    ]);
    reader.forget('a');
    expect(reader.known('a')).toBeUndefined();
  });

  it('T-2: what is forgotten of a code is not known under the spelling that it is kept in either', async () => {
    const { reader } = reading({ page: () => page(['news'], 1) });
    reader.learnSpelling('News', 'news');
    await reader.observe(['News', 'other'], 'cheapest');
    expect(reader.known('News')).toBeInstanceOf(Object);
    reader.forget('News');
    expect(reader.known('News')).toBeUndefined();
    reader.note('News', fingerprintOf({ name: 'Later' }));
    expect(reader.known('News')).toEqual(fingerprintOf({ name: 'Later' }));
  });

  it('T-3: where codes are folded, what one spelling comes to all have come to', () => {
    const index = new SegmentIndex();
    index.set('news', fingerprintOf({ name: 'N' }));
    const { reader } = reading({ index });
    reader.learnSpelling('News', 'news');
    reader.note('News', 'absent');
    expect([reader.known('news'), reader.known('NEWS')]).toEqual(['absent', expect.anything()]);
    reader.note('News', fingerprintOf({ name: 'M' }));
    expect(index.get('news')).toEqual(fingerprintOf({ name: 'M' }));
    expect([reader.folds, reader.spellingOf('News'), reader.spellingOf('other')]).toEqual(['case', 'news', undefined]);
  });

  it('T-3: all spellings of it that are listed, too', () => {
    const index = new SegmentIndex();
    for (const code of ['news', 'NEWS']) index.set(code, fingerprintOf({ name: code }));
    const { reader } = reading({ index });
    reader.learnSpelling('News', 'news');
    reader.note('News', 'absent');
    expect(['news', 'NEWS'].map((code) => index.get(code))).toEqual(['absent', 'absent']);
  });

  it('T-3: a code that is listed itself is known as that, whatever is listed beside it', () => {
    const index = new SegmentIndex();
    for (const code of ['news', 'News']) index.set(code, fingerprintOf({ name: code }));
    const { reader } = reading({ index });
    const News = fingerprintOf({ name: 'News' });
    expect([reader.known('News'), reader.beside('News')]).toEqual([News, undefined]);
    reader.learnSpelling('News', 'news');
    expect(reader.known('News')).toEqual(News);
  });

  it('T-3: which folding a write has shown is told by the spelling that is listed', () => {
    for (const [code, listed, folds] of [
      ['Caf\u00e9', 'Cafe\u0301', 'form'],
      ['News', 'news', 'case'],
      ['Unlisted', 'other', 'case'],
    ] as const) {
      const index = new SegmentIndex();
      index.set(listed, fingerprintOf({ name: listed }));
      const { reader } = reading({ index });
      reader.learnFolding(code);
      expect(reader.folds).toBe(folds);
    }
  });

  it('T-3: where form is passed over, so is that of a code of which nothing was seen; where case is, any spelling does', () => {
    const index = new SegmentIndex();
    for (const code of ['e\u0301te\u0301', 'nEwS']) index.set(code, fingerprintOf({ name: code }));
    const { reader } = reading({ index });
    reader.learnSpelling('Caf\u00e9', 'Cafe\u0301');
    expect(reader.known('\u00e9t\u00e9')).toEqual(fingerprintOf({ name: 'e\u0301te\u0301' }));
    expect(reader.known('News')).toBe('unlisted');
    reader.learnSpelling('Sport', 'sport');
    expect(reader.known('News')).toEqual(fingerprintOf({ name: 'nEwS' }));
  });

  it('T-3: another spelling stands beside a code that is not listed itself', () => {
    const index = new SegmentIndex();
    index.set('news', fingerprintOf({ name: 'N' }));
    const { reader } = reading({ index });
    expect([reader.beside('News'), reader.beside('news'), reader.beside('x')]).toEqual([
      fingerprintOf({ name: 'N' }),
      undefined,
      undefined,
    ]);
    expect(reading({}).reader.beside('News')).toBeUndefined();
    reader.learnFolding('News');
    expect([reader.folds, reader.known('News')]).toEqual(['case', fingerprintOf({ name: 'N' })]);
  });

  it('every segment that is read is told of, from a listing and one by one', async () => {
    const { reader, seen } = reading({
      page: () => page(['a', 'b'], 2),
      code: (code) => ({ kind: 'success', answer: segment(code) }),
    });
    await reader.observe(['a', 'x'], 'cheapest');
    await reader.observe(['c'], 'by_code');
    expect(seen).toEqual(['a', 'b', 'c']);
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

  it('T-4: is walked page by page, and names its exchanges', async () => {
    const { reader, asked } = reading({
      page: (token) => (token === undefined ? page(['a', 'b'], 3, '1') : page(['c'], 3)),
    });
    const { of, requests, listed, failure } = await reader.observe(['a', 'c', 'x'], 'cheapest');
    expect(asked).toEqual(['page one', 'page 1']);
    expect([of('a'), of('c'), of('x')]).toEqual([expect.any(Object), expect.any(Object), 'absent']);
    expect([requests, listed, failure]).toEqual([[1, 2], true, undefined]);
  });

  it('T-4: is not even begun for one code, nor where codes shall be read', async () => {
    const { reader, asked } = reading({ page: () => page(['a'], 1) });
    await reader.observe(['a'], 'cheapest');
    await reader.observe(['b', 'c'], 'by_code');
    expect(asked).toEqual(['a', 'b', 'c']);
  });

  it('T-4: pays where it takes no more requests than codes are asked for; reads spent earlier count', async () => {
    const pages = (token: string | undefined) =>
      page([`p${token ?? 0}`], 5, token === '4' ? undefined : `${Number(token ?? 0) + 1}`);
    const dear = reading({ page: pages });
    await dear.reader.observe(['a', 'b', 'c'], 'cheapest');
    expect(dear.asked).toEqual(['page one', 'a', 'b', 'c']);
    await dear.reader.observe(['d', 'e'], 'cheapest'); // Three reads and two codes: five pages are no more.
    expect(dear.asked.slice(4)).toEqual(['page one', 'page 1', 'page 2', 'page 3', 'page 4']);
    const known = reading({ page: pages });
    await known.reader.observe(['a', 'b'], 'cheapest');
    await known.reader.observe(['c', 'd'], 'cheapest'); // It is known by now that five pages are more than two and two.
    expect(known.asked).toEqual(['page one', 'a', 'b', 'c', 'd']);
    const paying = reading({ page: pages });
    await paying.reader.observe(['a', 'b', 'c', 'd'], 'cheapest');
    expect(paying.asked).toEqual(['page one', 'page 1', 'page 2', 'page 3', 'page 4']);
  });

  it('T-4: of an import whose size nobody tells is walked; one page is known to be all', async () => {
    const sizeless = (nextToken?: string): Finding<SegmentPage> => ({
      kind: 'success',
      answer: { segments: [segment('a')], listed: true, nextToken, totalCount: undefined },
    });
    const { reader, asked } = reading({ page: (token) => sizeless(token === undefined ? '1' : undefined) });
    await reader.observe(['x', 'y'], 'cheapest');
    expect(asked).toEqual(['page one', 'page 1']);
    expect(reader.known('x')).toBe('unlisted');
  });

  it('T-4: whose first page shows no segment says nothing of how many pages there are', async () => {
    const { reader, asked } = reading({
      page: (token) => (token === undefined ? page([], 2, '1') : page(['a', 'b'], 2)),
    });
    await reader.observe(['a', 'b'], 'cheapest');
    expect(asked).toEqual(['page one', 'page 1']);
  });

  it('T-4: is never too long in one page, whatever was told of its length before', async () => {
    const small = { segments: [segment('a')], listed: true, nextToken: undefined, totalCount: undefined };
    const pages: Finding<SegmentPage>[] = [page(['x'], 1_000, '1'), { kind: 'success', answer: small }];
    const { reader } = reading({
      page: () => pages.shift() ?? { kind: 'exhausted', error },
      code: () => ({ kind: 'exhausted', error }),
    });
    expect((await reader.observe(['a', 'b'], 'cheapest')).listed).toBe(false);
    expect((await reader.observe(['a'], 'cheapest')).listed).toBe(true);
  });

  it('T-4: that cannot be read leaves codes to be read one by one, and is not tried again', async () => {
    const { reader, asked } = reading({
      page: () => ({ kind: 'failing', status: 500, error }),
      code: (code) => (code === 'a' ? { kind: 'success', answer: segment(code) } : { kind: 'not_found', error }),
    });
    const { of, failure, listed, requests } = await reader.observe(['a', 'b'], 'cheapest');
    expect([of('a'), of('b'), failure, listed]).toEqual([expect.any(Object), 'absent', undefined, false]);
    expect(requests).toEqual([1, 2, 3]);
    await reader.observe(['c', 'd'], 'cheapest');
    expect(asked).toEqual(['page one', 'a', 'b', 'c', 'd']);
  });

  it('T-4: is not tried again once it failed where a code could be read, for one that cannot be read either', async () => {
    const { reader, asked } = reading({
      page: () => ({ kind: 'failing', status: 500, error }),
      code: (code) => (code === 'a' ? { kind: 'success', answer: segment(code) } : { kind: 'exhausted', error }),
    });
    const { of, failure } = await reader.observe(['a', 'b'], 'cheapest');
    expect([of('a'), of('b'), failure?.kind]).toEqual([expect.any(Object), undefined, 'exhausted']);
    await reader.observe(['c', 'd'], 'cheapest');
    await reader.observe(['e'], 'cheapest');
    expect(asked).toEqual(['page one', 'a', 'b', 'c', 'd', 'e']);
  });

  it('T-4: is tried again where absence could only be guessed', async () => {
    const { reader, asked } = reading({});
    await reader.observe(['x:y', 'y:z'], 'cheapest');
    await reader.observe(['x:y', 'y:z'], 'cheapest');
    expect(asked).toEqual(['page one', 'x:y', 'y:z', 'page one', 'x:y', 'y:z']);
  });

  it('T-4: that would take too long tells why the code could not be read', async () => {
    const { reader } = reading({
      page: () => page(['x'], 1_000, '1'),
      code: () => ({ kind: 'failing', status: 500, error }),
    });
    const { of, failure } = await reader.observe(['a'], 'cheapest');
    expect([of('a'), failure?.kind]).toEqual([undefined, 'failing']);
  });

  it('T-4: is tried again where nothing else could be read either', async () => {
    const { reader, asked } = reading({
      page: () => ({ kind: 'failing', status: 500, error }),
      code: () => ({ kind: 'exhausted', error }),
    });
    const { of, failure } = await reader.observe(['a', 'b', 'c'], 'cheapest');
    expect([of('a'), failure?.kind]).toEqual([undefined, 'exhausted']);
    await reader.observe(['d', 'e'], 'cheapest');
    expect(asked).toEqual(['page one', 'a', 'b', 'page one', 'd', 'e']);
  });

  it.each<Finding<never>>([
    { kind: 'denied', error },
    { kind: 'cancelled' },
    { kind: 'exhausted', error: errorDetail('rate_limited') },
    { kind: 'exhausted', error: errorDetail('network_error') },
  ])('D-3, D-6, T-9: no other way is tried where none can do better: $kind, $error.code', async (finding) => {
    const { reader, asked } = reading({ page: () => finding, code: () => finding });
    const { of, failure } = await reader.observe(['a', 'b'], 'cheapest');
    await reader.observe(['c'], 'cheapest');
    expect([of('a'), failure?.kind, asked]).toEqual([undefined, finding.kind, ['page one', 'c']]);
  });

  it('T-4: tells of one code that cannot be read by itself', async () => {
    const { reader, asked } = reading({
      page: () => page(['a'], 1),
      code: () => ({ kind: 'failing', status: 500, error }),
    });
    const { of, failure, listed, requests } = await reader.observe(['a'], 'cheapest');
    expect([of('a'), failure, listed, requests]).toEqual([expect.any(Object), undefined, true, [1, 2]]);
    expect((await reader.observe(['b'], 'by_code')).failure?.kind).toBe('failing');
    expect(asked).toEqual(['a', 'page one', 'b']);
  });

  it('T-4: a segment from it is a witness of a 404 that is not Permutive’s own', async () => {
    const { reader } = reading({
      page: () => page(['there'], 2),
      code: (code) => (code === 'there' ? { kind: 'success', answer: segment(code) } : strangers404),
    });
    await reader.observe(['there', 'x'], 'cheapest');
    expect((await reader.observe(['x'], 'by_code')).of('x')).toBe('absent');
  });

  it('T-3: whether codes are folded is asked once a run, and of nobody where every code is listed', async () => {
    const { reader, asked } = reading({ page: () => page(['news', 'Sport'], 2) });
    await reader.observe(['news', 'Sport'], 'cheapest');
    expect(asked).toEqual(['page one']);
    await reader.observe(['News', 'x'], 'cheapest');
    expect(asked).toEqual(['page one', 'page one', 'News']);
    await reader.observe(['SPORT', 'y'], 'cheapest');
    expect(asked).toEqual(['page one', 'page one', 'News', 'page one']);
    expect(reader.folds).toBe(false);
  });

  it('T-4, T-5: that breaks off adds what it has shown to what is known: an earlier listing is not believed against it', async () => {
    let listings = 0;
    const { reader } = reading({
      page: (token) => {
        if (token !== undefined) return { kind: 'denied', error };
        listings += 1;
        return listings === 1 ? page(['z', 'y'], 2) : page(['a', 'z'], 3, 'more');
      },
    });
    await reader.observe(['a', 'b'], 'cheapest');
    expect([reader.known('a'), reader.known('b')]).toEqual(['absent', 'absent']);
    const broken = await reader.observe(['a', 'b'], 'cheapest');
    expect(typeof broken.of('a')).toBe('object');
    expect([typeof reader.known('a'), reader.known('b')]).toEqual(['object', 'absent']);
  });

  it('T-4: that breaks off proves the presence of what it has shown; the rest is read one by one', async () => {
    const { reader, asked } = reading({
      page: (token) => (token === undefined ? page(['a'], 2, '1') : { kind: 'exhausted', error }),
    });
    const { of, failure } = await reader.observe(['a', 'b'], 'cheapest');
    expect([of('a'), of('b'), failure, reader.listed]).toEqual([expect.any(Object), 'absent', undefined, false]);
    await reader.observe(['c', 'd'], 'cheapest'); // Codes could be read.
    expect(asked).toEqual(['page one', 'page 1', 'b', 'c', 'd']);
  });

  it('T-4: is what proves a code absent that a path holds in an encoded form; where it fails too that is a guess', async () => {
    const proved = reading({ page: () => page(['a'], 1) });
    expect((await proved.reader.observe(['x:y'], 'cheapest')).of('x:y')).toBe('absent');
    expect(proved.asked).toEqual(['x:y', 'page one']);
    const empty = reading({
      page: () => ({
        kind: 'success',
        answer: { segments: [], listed: true, nextToken: undefined, totalCount: undefined },
      }),
    });
    expect((await empty.reader.observe(['x:y'], 'cheapest')).of('x:y')).toBe('unlisted');
    expect((await empty.reader.observe(['x:y'], 'by_code')).of('x:y')).toBe('absent'); // No segment is there to try a path with.
    const misread = reading({ page: () => page(['a'], 1_000, '1') });
    const { of } = await misread.reader.observe(['x:y', 'a%2Fb'], 'cheapest');
    expect([of('x:y'), of('a%2Fb')]).toEqual(['unlisted', 'unlisted']);
    const neither = reading({ page: () => ({ kind: 'failing', status: 500, error }) });
    const guessed = await neither.reader.observe(['x:y', 'b'], 'cheapest');
    expect([guessed.of('x:y'), guessed.of('b')]).toEqual(['unlisted', 'absent']);
    expect((await neither.reader.observe(['x:y'], 'by_code')).of('x:y')).toBe('unlisted');
  });

  it('T-4: what the first page of a huge import shows is not read once more', async () => {
    const { reader, asked } = reading({ page: () => page(['a', 'x'], 1_000, '1') });
    const { of } = await reader.observe(['a', 'b'], 'cheapest');
    expect([of('a'), of('b'), asked]).toEqual([expect.any(Object), 'absent', ['page one', 'b']]);
  });

  it('T-3: a code that is listed in another spelling only is read once, to learn whether codes are folded', async () => {
    const folding = reading({
      page: () => page(['news', 'sport'], 2),
      code: () => ({ kind: 'success', answer: segment('news') }),
    });
    const { requests } = await folding.reader.observe(['News', 'SPORT'], 'cheapest');
    expect([folding.asked, requests]).toEqual([
      ['page one', 'News'],
      [1, 2],
    ]);
    expect([folding.reader.known('SPORT'), folding.reader.spellingOf('SPORT')]).toEqual([expect.any(Object), 'sport']);
    const exact = reading({ page: () => page(['news'], 1) });
    await exact.reader.observe(['News', 'x'], 'cheapest');
    expect([exact.reader.folds, exact.reader.known('News')]).toEqual([false, 'unlisted']);
  });

  it.each<[string, string, Finding<SeenSegment>]>([
    ['cannot be read', 'News', { kind: 'exhausted', error }],
    ['is only guessed to be absent', 'News:x', { kind: 'not_found', error }],
  ])('T-3: where it %s, that is not learned', async (_what, code, finding) => {
    const { reader } = reading({ page: () => page([code.toLowerCase()], 1), code: () => finding });
    await reader.observe([code, 'other'], 'cheapest');
    expect(reader.folds).toBeUndefined();
  });

  it('T-4: what that read shows is newer than the listing', async () => {
    const { reader } = reading({
      page: () => page(['news'], 1),
      code: () => ({ kind: 'success', answer: { ...segment('news'), name: 'Later' } }),
    });
    const { of } = await reader.observe(['News', 'other'], 'cheapest');
    expect(of('News')).toEqual(fingerprintOf({ ...segment('news'), name: 'Later' }));
  });

  it.each([
    ['in lower case', 'NEWS', 'news'],
    ['in capitals', 'news', 'NEWS'],
    ['composed', 'Cafe\u0301', 'Caf\u00e9'],
    ['decomposed', 'Caf\u00e9', 'Cafe\u0301'],
    ['decomposed, in lower case', 'CAF\u00c9', 'cafe\u0301'],
  ])('T-3: a code that Permutive keeps %s is found under it in a listing', async (_how, code, kept) => {
    const { reader } = reading({ page: () => page([kept], 1) });
    reader.learnSpelling('Another', 'another');
    await reader.observe([code, 'other'], 'cheapest');
    expect([reader.known(code), reader.spellingOf(code)]).toEqual([expect.any(Object), kept]);
  });

  it('T-4: a code that is kept in another form and read as absent is so, also beside a listing that cannot be counted', async () => {
    const [nfc, nfd] = ['caf\u00e9', 'cafe\u0301'];
    let gone = false;
    const { reader } = reading({
      page: () => page([nfd, 'other'], 5),
      code: () => (gone ? { kind: 'not_found', error } : { kind: 'success', answer: segment(nfd) }),
    });
    const listed = await reader.observe([nfc, 'other'], 'cheapest');
    expect([reader.folds, typeof listed.of(nfc)]).toEqual(['form', 'object']);
    gone = true;
    expect((await reader.observe([nfc], 'by_code')).of(nfc)).toBe('absent');
    expect(reader.known(nfc)).toBe('absent');
  });

  it('T-3: what was shown of the form of codes says nothing of their case, and case says both', async () => {
    const { reader } = reading({ page: () => page(['Cafe\u0301', 'mixed', 'Mixed'], 3) });
    await reader.observe(['Cafe\u0301', 'mixed'], 'cheapest');
    reader.learnSpelling('Caf\u00e9', 'Cafe\u0301');
    expect([reader.folds, reader.known('Caf\u00e9'), reader.known('MIXED')]).toEqual([
      'form',
      expect.any(Object),
      'unlisted',
    ]);
    reader.note('Mixed', 'absent');
    expect([reader.known('Mixed'), reader.known('mixed')]).toEqual(['unlisted', expect.any(Object)]);
    reader.learnSpelling('MIXED', 'mixed');
    reader.learnSpelling('Caf\u00e9', 'Cafe\u0301');
    expect([reader.folds, reader.known('Mixed')]).toEqual(['case', expect.any(Object)]);
  });

  it('T-4: reads may be exact where writes fold: absent beside another spelling takes a second look', async () => {
    const { reader } = reading({ page: () => page(['news'], 1) });
    await reader.observe(['News', 'x'], 'cheapest');
    expect((await reader.observe(['News'], 'by_code')).of('News')).toBe('unlisted');
    expect((await reader.observe(['News'], 'by_code')).of('News')).toBe('absent');
    expect([reader.known('News'), reader.known('x')]).toEqual(['absent', 'absent']);
  });

  it('T-4: a look that showed it is none of the two', async () => {
    let gone = false;
    const { reader } = reading({
      page: () => page(['news', 'x'], 2),
      code: (code) => (gone ? { kind: 'not_found', error } : { kind: 'success', answer: segment(code) }),
    });
    await reader.observe(['news', 'x'], 'cheapest');
    await reader.observe(['News'], 'by_code');
    gone = true;
    expect((await reader.observe(['News'], 'by_code')).of('News')).toBe('unlisted');
    expect((await reader.observe(['News'], 'by_code')).of('News')).toBe('absent');
  });
});
