import { describe, expect, it } from '@jest/globals';
import { ByCode } from '../../connector/imported/by-code.ts';
import { Spellings } from '../../connector/imported/spellings.ts';
import type { SeenSegment } from '../../connector/send/decode.ts';
import type { Finding } from '../../connector/send/verdict.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { segment } from './segments.ts';

const error = errorDetail('unexpected_response');
const ABSENT: Finding<SeenSegment> = { kind: 'not_found', error };
const STRANGERS: Finding<SeenSegment> = { kind: 'foreign', status: 404, error };
const there = (code: string, updatedAt?: string): Finding<SeenSegment> => ({
  kind: 'success',
  answer: { ...segment(code), updatedAt },
});
/** When the reads of a test go out. */
const NOW = Date.UTC(2030, 0, 1);
const ago = (ms: number) => new Date(NOW - ms).toISOString();

/** Segments read one by one, each answered so; what was asked is kept. */
function reading(answer: (code: string, turn: number, path: string) => Finding<SeenSegment>) {
  const asked: string[] = [];
  const spellings = new Spellings();
  const byCode = new ByCode(
    {
      readSegment: async (code, path) => {
        asked.push(path ?? code);
        return {
          ...answer(code, asked.length, path ?? encodeURIComponent(code)),
          requests: [asked.length],
          trail: 'none' as const,
          sentAt: NOW,
        };
      },
    },
    spellings,
  );
  return { byCode, spellings, asked };
}

describe('a 404 that is not Permutive’s own', () => {
  it('T-4: is believed when it comes again after the segment that is known to be there was shown', async () => {
    const { byCode, asked } = reading((code) => (code === 'known' ? there(code) : STRANGERS));
    byCode.noteThere('known');
    const { seen, failure, requests } = await byCode.each(['a']);
    expect([seen.get('a'), failure, requests]).toEqual(['absent', undefined, [1, 2, 3]]);
    expect(asked).toEqual(['a', 'known', 'a']);
  });

  it('T-4: needs no look at a segment where the same reading has shown one', async () => {
    const { byCode, asked } = reading((code) => (code === 'there' ? there(code) : STRANGERS));
    expect((await byCode.each(['there', 'a'])).seen.get('a')).toBe('absent');
    expect(asked).toEqual(['there', 'a', 'a']);
  });

  it('T-4: proves nothing where no segment is known to be there, or that one is gone', async () => {
    for (const known of [[], ['known']]) {
      const { byCode, asked } = reading((code) => (code === 'known' ? ABSENT : STRANGERS));
      for (const code of known) byCode.noteThere(code);
      const { seen, failure } = await byCode.each(['a']);
      expect([seen.size, failure?.kind, asked]).toStrictEqual([0, 'foreign', ['a', ...known]]);
    }
  });

  it('T-4: of the only segment that was known to be there is settled by Permutive’s own, for it is read again as that', async () => {
    const { byCode, asked } = reading((_code, turn) => (turn === 1 ? STRANGERS : ABSENT));
    byCode.noteThere('gone');
    const { seen, failure } = await byCode.each(['gone']);
    expect([seen.get('gone'), failure, asked]).toEqual(['absent', undefined, ['gone', 'gone']]);
  });

  it('T-4: is weighed by another segment than one that is in doubt itself, where another is known to be there', async () => {
    const { byCode, asked } = reading((code) => (code === 'known' ? there(code) : STRANGERS));
    byCode.noteThere('known', NOW - 60_000);
    byCode.noteThere('gone');
    const { seen, failure } = await byCode.each(['gone']);
    expect([seen.get('gone'), failure, asked]).toEqual(['absent', undefined, ['gone', 'known', 'gone']]);
  });

  it('T-4: is settled by Permutive’s own under the spelling that the code is kept in (T-3)', async () => {
    const { byCode, spellings, asked } = reading((code) => (code === 'Gone' ? STRANGERS : ABSENT));
    spellings.learn('Gone', 'gone');
    byCode.noteThere('gone');
    const { seen, failure } = await byCode.each(['Gone']);
    expect([seen.get('Gone'), failure, asked]).toEqual(['absent', undefined, ['Gone', 'gone']]);
  });

  it('T-4: is told from another status of somebody else’s, which says nothing of the segment', async () => {
    const { byCode, asked } = reading((code) =>
      code === 'known' ? there(code) : { kind: 'foreign', status: 403, error },
    );
    byCode.noteThere('known');
    const { seen, failure } = await byCode.each(['a']);
    expect([seen.size, failure?.kind, asked]).toEqual([0, 'foreign', ['a']]);
  });

  it('T-4: of a code that a path holds in an encoded form is a guess, also where Permutive’s own follows it', async () => {
    const { byCode } = reading((code, turn) => {
      if (turn === 1) return STRANGERS;
      return turn === 2 && code === 'known' ? there(code) : ABSENT;
    });
    byCode.noteThere('known');
    expect((await byCode.each(['x:y'])).seen.get('x:y')).toBe('unlisted');
  });

  it('T-4: of an ingress that comes and goes is no absence', async () => {
    const { byCode } = reading((code, turn) => (turn === 1 ? STRANGERS : there(code)));
    byCode.noteThere('known');
    expect((await byCode.each(['a'])).seen.get('a')).toBeInstanceOf(Object);
  });

  it('T-4: proves nothing where the second look fails', async () => {
    const failing: Finding<SeenSegment> = { kind: 'exhausted', error };
    const { byCode } = reading((code, turn) => (code === 'known' ? there(code) : turn === 1 ? STRANGERS : failing));
    byCode.noteThere('known');
    const { seen, failure } = await byCode.each(['a']);
    expect([seen.get('a'), failure?.kind]).toEqual([undefined, 'exhausted']);
  });
});

describe('a code that a path holds in an encoded form', () => {
  const once = decodeURIComponent;
  const twice = (path: string) => once(once(path));
  const never = (path: string) => path;
  const holding = (codes: readonly string[], named = once) =>
    reading((_code, _turn, path) => (codes.includes(named(path)) ? there(named(path)) : ABSENT));

  it('T-4: is absent where a segment whose code is encoded too was read by its own', async () => {
    const { byCode, asked } = holding(['caf\u00e9']);
    await byCode.each(['caf\u00e9']);
    expect(await byCode.each(['x:y'])).toMatchObject({ seen: new Map([['x:y', 'absent']]), unproved: new Set() });
    expect(asked).toEqual(['caf\u00e9', 'x:y']);
  });

  it('T-4: what decodes a % once decodes all once', async () => {
    const { byCode, asked } = holding(['a%2Fb']);
    await byCode.each(['a%2Fb']);
    expect((await byCode.each(['x:y', 'c++'])).unproved.size).toBe(0);
    expect(asked).toEqual(['a%2Fb', 'x:y', 'c++']);
  });

  it('T-4: a segment that is known to be there under such a code is read to learn it, once', async () => {
    const { byCode, asked } = holding(['a%2Fb']);
    byCode.noteThere('plain');
    byCode.noteThere('a%2Fb');
    const { seen, requests } = await byCode.each(['50%25', 'c++']);
    expect([seen.get('50%25'), seen.get('c++'), requests]).toEqual(['absent', 'absent', [1, 2, 3]]);
    expect(asked).toEqual(['50%25', 'c++', 'a%2Fb']);
  });

  it('T-4: else any, spelled so that it is encoded: once, and for codes with a % or a + twice', async () => {
    const { byCode, asked } = holding(['news', 'b']);
    byCode.noteThere('news');
    expect((await byCode.each(['x:y'])).seen.get('x:y')).toBe('absent');
    expect(asked).toEqual(['x:y', '%6eews']);
    const { seen, requests } = await byCode.each(['50%25', 'c++']);
    expect([seen.get('50%25'), seen.get('c++'), requests]).toEqual(['absent', 'absent', [3, 4, 5, 6]]);
    expect(asked.slice(2)).toEqual(['50%25', 'c++', '%6eews', '%6eews']);
    await byCode.each(['d%']);
    expect(asked.slice(6)).toEqual(['d%']);
  });

  it('T-4: a first character of several bytes is spelled byte by byte', async () => {
    const { byCode, asked } = holding(['\u{1f600}a']);
    byCode.noteThere('\u{1f600}a');
    expect((await byCode.each(['c++'])).seen.get('c++')).toBe('absent');
    expect(asked).toEqual(['c++', '%f0%9f%98%80a', '%f0%9f%98%80a']);
  });

  it('T-4: a first character of one small byte is spelled with two digits', async () => {
    const { byCode, asked } = holding(['\tnews']);
    byCode.noteThere('\tnews');
    await byCode.each(['c++']);
    expect(asked).toContain('%09news');
  });

  it('T-4: a segment whose code a path holds as it is shows nothing of how others are decoded', async () => {
    const { byCode } = holding(['news'], never);
    await byCode.each(['news']);
    expect((await byCode.each(['x:y'])).seen.get('x:y')).toBe('unlisted');
  });

  it('T-4: is not proved absent where paths are decoded twice: a 404 is about another code', async () => {
    const { byCode } = holding(['news', 'caf\u00e9'], twice);
    byCode.noteThere('caf\u00e9');
    byCode.noteThere('news');
    const { seen, unproved, failure } = await byCode.each(['a%2Fb', 'x:y', 'plain']);
    expect([...seen]).toEqual([
      ['a%2Fb', 'unlisted'],
      ['x:y', 'absent'],
      ['plain', 'absent'],
    ]);
    expect([[...unproved], failure]).toEqual([['a%2Fb'], undefined]);
  });

  it('T-4: that a path encoded twice is not found says so only of a segment that reads cannot but show', async () => {
    for (const [changed, said] of [
      [3_000, 'unlisted'],
      [60_000, 'absent'],
    ] as const) {
      const { byCode } = reading((code, turn) => (turn === 2 ? there(code, ago(changed)) : ABSENT));
      byCode.noteThere('news');
      expect((await byCode.each(['c++'])).seen.get('c++')).toBe(said);
    }
  });

  it('T-4: the one that has not changed for longest is asked for it, and another once that is gone', async () => {
    const { byCode, asked } = reading((_code, turn) =>
      turn === 2 || turn === 5 ? there('news', ago(60_000)) : ABSENT,
    );
    byCode.noteThere('news', NOW - 60_000);
    byCode.noteThere('late', NOW - 3_000);
    byCode.noteThere('written');
    expect((await byCode.each(['c++'])).seen.get('c++')).toBe('absent');
    expect(asked).toEqual(['c++', '%6eews', '%6eews']);
    const gone = reading(() => ABSENT);
    gone.byCode.noteThere('news', NOW - 60_000);
    await gone.byCode.each(['c++']);
    gone.byCode.noteThere('later', NOW - 3_000);
    await gone.byCode.each(['c++']);
    expect(gone.asked).toEqual(['c++', '%6eews', 'c++', '%6cater']);
  });

  it('T-4: one with a % that is shown, however its path is spelled, proves it alone', async () => {
    const { byCode, asked } = reading((_code, _turn, path) => (path.startsWith('%61') ? there('a%2Fb') : ABSENT));
    byCode.noteThere('a%2Fb');
    expect((await byCode.each(['a%2Fb'])).seen.get('a%2Fb')).toBe('absent');
    expect(asked).toEqual(['a%2Fb', 'a%2Fb', '%61%252Fb']);
    const other = reading((_code, _turn, path) => (path.startsWith('%61') ? there('a/b') : ABSENT));
    other.byCode.noteThere('a%2Fb');
    other.byCode.noteThere('a%2Fc');
    expect((await other.byCode.each(['c++'])).seen.get('c++')).toBe('unlisted');
  });

  it('T-4: nor where paths are not decoded at all, nor where nothing is known to be there', async () => {
    for (const known of [['news', 'caf\u00e9'], []]) {
      const { byCode } = holding(['news', 'caf\u00e9'], never);
      for (const code of known) byCode.noteThere(code);
      const { seen, unproved } = await byCode.each(['a%2Fb', 'x:y', 'plain']);
      expect([seen.get('a%2Fb'), seen.get('x:y'), seen.get('plain')]).toEqual(['unlisted', 'unlisted', 'absent']);
      expect([[...unproved], byCode.knowsOne]).toEqual([['a%2Fb', 'x:y'], known.length > 0]);
    }
  });

  it('T-4: nor where that cannot be read', async () => {
    const { byCode } = reading((_code, turn) => (turn === 1 ? ABSENT : { kind: 'exhausted', error }));
    byCode.noteThere('news');
    expect((await byCode.each(['c++'])).seen.get('c++')).toBe('unlisted');
    const later = reading((_code, turn) =>
      turn === 1 ? ABSENT : turn === 2 ? there('news') : { kind: 'exhausted', error },
    );
    later.byCode.noteThere('news');
    expect((await later.byCode.each(['c++'])).seen.get('c++')).toBe('unlisted');
  });

  it('T-4: a stranger’s 404 says as well as Permutive’s own that a path is not decoded twice', async () => {
    const { byCode } = reading((code, turn) => (turn === 1 ? ABSENT : code === 'news' ? there(code) : STRANGERS));
    byCode.noteThere('news');
    expect((await byCode.each(['c++'])).seen.get('c++')).toBe('absent');
  });

  it('T-4: another status of a stranger’s does not', async () => {
    const { byCode } = reading((code, turn) =>
      turn === 1 ? ABSENT : code === 'news' && turn === 2 ? there(code) : { kind: 'foreign', status: 403, error },
    );
    byCode.noteThere('news');
    expect((await byCode.each(['c++'])).seen.get('c++')).toBe('unlisted');
  });
});

describe('a segment that is read to weigh what others were answered', () => {
  it('T-2: is read itself, where it could not be before', async () => {
    const { byCode } = reading((code, turn) =>
      turn === 1 ? { kind: 'exhausted', error } : code === 'gone' ? STRANGERS : there(code),
    );
    byCode.noteThere('known');
    const { seen, failure } = await byCode.each(['known', 'gone']);
    expect([seen.get('known'), seen.get('gone'), failure]).toEqual([expect.any(Object), 'absent', undefined]);
  });
});

describe('a segment that is shown late', () => {
  it('T-4: is there, though it was not found before, when it is read for another’s sake', async () => {
    const { byCode, asked } = reading((code, turn) => (code === 'x:y' && turn > 1 ? there(code) : ABSENT));
    byCode.noteThere('x:y');
    const { seen } = await byCode.each(['x:y', 'x:z']);
    expect([seen.get('x:y'), seen.get('x:z')]).toEqual([expect.any(Object), 'absent']);
    expect(asked).toEqual(['x:y', 'x:z', 'x:y']);
  });
});

describe('where writes fold codes', () => {
  it('T-4: what is not found is read under the spelling that others are kept in, for reads may be exact', async () => {
    const { byCode, spellings, asked } = reading((code) => (code === 'sport' ? there(code) : ABSENT));
    spellings.learn('News', 'news');
    const { seen, requests } = await byCode.each(['Sport', 'Gone']);
    expect([seen.get('Sport'), seen.get('Gone')]).toEqual([expect.any(Object), 'absent']);
    expect([asked, requests]).toEqual([
      ['Sport', 'sport', 'Gone', 'gone'],
      [1, 2, 3, 4],
    ]);
    expect([spellings.of('Sport'), spellings.of('Gone')]).toEqual(['sport', undefined]);
  });

  it('T-4: it is read once where reads were seen to fold too', async () => {
    const { byCode, spellings, asked } = reading((code) => (code === 'News' ? there('news') : ABSENT));
    await byCode.each(['News', 'Sport']);
    expect([asked, spellings.readsFold]).toEqual([['News', 'Sport'], true]);
  });

  it('T-4: it is not absent where the other spelling cannot be read', async () => {
    const { byCode, spellings } = reading((code) => (code === 'sport' ? { kind: 'exhausted', error } : ABSENT));
    spellings.learn('News', 'news');
    const { seen, failure } = await byCode.each(['Sport']);
    expect([seen.get('Sport'), failure?.kind, spellings.of('Sport')]).toEqual([undefined, 'exhausted', undefined]);
  });

  it('T-4: a stranger’s 404 of the other spelling adds no doubt to Permutive’s own', async () => {
    const { byCode, spellings } = reading((code) => (code === 'sport' ? STRANGERS : ABSENT));
    spellings.learn('News', 'news');
    expect((await byCode.each(['Sport'])).seen.get('Sport')).toBe('absent');
  });

  it.each<[string, Finding<SeenSegment>]>([
    ['found', there('Sport')],
    ['not to be read', { kind: 'exhausted', error }],
  ])('T-4: the other spelling is not asked for where the code itself is %s', async (_what, finding) => {
    const { byCode, spellings, asked } = reading(() => finding);
    spellings.learn('News', 'news');
    await byCode.each(['Sport']);
    expect(asked).toEqual(['Sport']);
  });
});
