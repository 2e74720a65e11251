import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import { SegmentIndex } from '../../connector/imported/segment-index.ts';
import { foldCode } from '../../connector/plan/segment-code.ts';

const seen = (name: string) => fingerprintOf({ name, updatedAt: '2030-01-01T00:00:00Z' });

describe('the index of an import', () => {
  it('T-5: tells what it was told, through growth', () => {
    const index = new SegmentIndex();
    for (let at = 0; at < 5_000; at += 1) index.set(`c${at}`, seen(`Name ${at}`));
    expect(index.size).toBe(5_000);
    expect(index.get('c4321')).toEqual(seen('Name 4321'));
  });

  it('T-5: tells apart every code and every field, however many there are', () => {
    for (const expected of [0, 3_000]) {
      const index = new SegmentIndex(expected);
      const count = 3_000;
      for (let at = 0; at < count; at += 1) index.set(`c${at}`, seen(`Name ${at}`));
      for (let at = 0; at < count; at += 1) expect(index.get(`c${at}`)).toEqual(seen(`Name ${at}`));
      expect(index.get(`c${count}`)).toBe('unlisted');
      expect(index.size).toBe(count);
    }
  });

  it('T-5: keeps each field of a segment, also of one that was told again', () => {
    const index = new SegmentIndex();
    const whole = { ...fingerprintOf({ name: 'A', description: 'B', cpm: 1, categories: ['c'] }), updatedAt: 7 };
    index.set('a', seen('Before'));
    index.set('a', whole);
    expect(index.get('a')).toEqual(whole);
    expect(index.size).toBe(1);
  });

  it('T-5: a segment without a name is there all the same', () => {
    const index = new SegmentIndex();
    index.set('a', fingerprintOf({ cpm: 1 }));
    expect(index.get('a')).toMatchObject({ cpm: fingerprintOf({ cpm: 1 }).cpm });
  });

  it('T-5: what a complete listing lacks takes no room as it is told to be absent', () => {
    const index = new SegmentIndex();
    index.set('a', 'absent');
    expect(index.size).toBe(1);
    index.complete = true;
    index.set('b', 'absent');
    expect([index.size, index.get('b')]).toEqual([1, 'absent']);
    index.set('a', seen('A'));
    index.set('a', 'absent');
    expect([index.size, index.get('a')]).toEqual([1, 'absent']);
  });

  it('T-4: what it lacks is absent only when the listing was complete', () => {
    const index = new SegmentIndex();
    expect(index.get('a')).toBe('unlisted');
    index.set('a', 'absent');
    expect(index.get('a')).toBe('absent');
    index.complete = true;
    expect(index.get('b')).toBe('absent');
  });

  it('T-5: what was deleted is absent, and can come back', () => {
    const index = new SegmentIndex();
    index.set('a', seen('A'));
    index.set('a', 'absent');
    expect(index.get('a')).toBe('absent');
    index.set('a', seen('B'));
    expect(index.get('a')).toEqual(seen('B'));
  });

  it('T-2: what became uncertain is not known until it is told again', () => {
    const index = new SegmentIndex();
    index.set('a', seen('A'));
    index.forget('a');
    expect(index.get('a')).toBeUndefined();
    index.set('a', 'absent');
    expect(index.get('a')).toBe('absent');
  });

  it('T-3: finds another spelling of a code, and can tell which', () => {
    const index = new SegmentIndex();
    index.set('News', seen('N'));
    index.set('sport', seen('S'));
    const other = index.resembling('NEWS');
    expect(other?.seen).toEqual(seen('N'));
    expect(['news', 'NEWS', 'News'].filter((spelling) => other?.isSpelled(spelling))).toEqual(['News']);
    expect(index.resembling('sport')).toBeUndefined();
    expect(index.resembling('auto')).toBeUndefined();
  });

  it('T-3: a spelling that is gone is passed over for one that is there', () => {
    const index = new SegmentIndex();
    for (const code of ['news', 'NEWS', 'News']) index.set(code, seen(code));
    index.set('news', 'absent');
    expect(index.resembling('news')?.seen).toEqual(seen('NEWS'));
    index.set('NEWS', 'absent');
    expect(index.resembling('nEWS')?.seen).toEqual(seen('News'));
  });

  it('T-3: finds other spellings among many codes', () => {
    const index = new SegmentIndex();
    for (let at = 0; at < 2_000; at += 1) index.set(`Code${at}`, seen(`Name ${at}`));
    for (let at = 0; at < 2_000; at += 1) expect(index.resembling(`code${at}`)?.seen).toEqual(seen(`Name ${at}`));
    for (let at = 0; at < 2_000; at += 2) index.clearSpellings(`CODE${at}`);
    for (let at = 0; at < 2_000; at += 1)
      expect(index.get(`Code${at}`)).toEqual(at % 2 === 0 ? 'absent' : seen(`Name ${at}`));
  });

  it('T-3: what one spelling comes to, all have come to', () => {
    const index = new SegmentIndex();
    index.set('news', seen('N'));
    index.set('sport', seen('S'));
    index.clearSpellings('NEWS');
    expect([index.get('news'), index.resembling('News'), index.get('sport')]).toEqual(['absent', undefined, seen('S')]);
  });

  it('T-3: of spellings that are given the others are not taken for gone', () => {
    const index = new SegmentIndex();
    for (const code of ['news', 'NEWS', 'News', 'sport']) index.set(code, seen(code));
    index.clearSpellings('news', ['NEWS', 'sport']);
    expect(['news', 'NEWS', 'News', 'sport'].map((code) => index.get(code))).toEqual([
      seen('news'),
      'absent',
      seen('News'),
      seen('sport'),
    ]);
  });

  it('T-3: folds NFC, case and outer space, and nothing else', () => {
    expect(foldCode(' Cafe\u0301 ')).toBe('caf\u00e9');
    expect(foldCode('a-b')).not.toBe(foldCode('a_b'));
  });
});
