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

  it('T-3: what one spelling comes to, all have come to', () => {
    const index = new SegmentIndex();
    index.set('news', seen('N'));
    index.set('sport', seen('S'));
    index.clearSpellings('NEWS');
    expect([index.get('news'), index.resembling('News'), index.get('sport')]).toEqual(['absent', undefined, seen('S')]);
  });

  it('T-3: folds NFC, case and outer space, and nothing else', () => {
    expect(foldCode(' Cafe\u0301 ')).toBe('caf\u00e9');
    expect(foldCode('a-b')).not.toBe(foldCode('a_b'));
  });
});
