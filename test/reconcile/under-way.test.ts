import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../connector/reconcile/facts.ts';
import { CodesUnderWay, createAccepted, seeUnderWay } from '../../connector/reconcile/under-way.ts';

describe('codes on their way', () => {
  it('T-3: an answer in another spelling is found for each spelling that is still under way, in whatever order they end', () => {
    for (const first of ['sport', 'Sport']) {
      const codes = new CodesUnderWay();
      codes.expect('sport', undefined, {});
      codes.expect('Sport', undefined, {});
      expect(codes.askedAs('Sport')).toBe('Sport');
      codes.end(first);
      const other = first === 'sport' ? 'Sport' : 'sport';
      expect([codes.askedAs(first), codes.askedAs('SPORT')]).toEqual([other, other]);
      codes.end(other);
      expect(codes.askedAs('SPORT')).toBe('SPORT');
    }
  });

  it('T-3: a code that is announced twice ends once', () => {
    const codes = new CodesUnderWay();
    codes.expect('Sport', undefined, {});
    codes.expect('Sport', undefined, {});
    codes.end('Sport');
    expect(codes.askedAs('sport')).toBe('sport');
  });
});

describe('what is owned once a Create is in effect', () => {
  const evidence = { wasAbsent: true, isOwnedElsewhere: () => false };
  const owned = { origin: 'created', id: 'ours', base: { name: 'Sport' } } as const;
  const under = {
    entry: { code: 'Sport', owned },
    wanted: { name: 'Sport' },
    intent: 'Create',
    replaced: false,
    accepted: true,
    unsure: false,
    sentAt: 0,
    answeredAt: 0,
    seen: undefined,
    answered: undefined,
  } as const;

  it('N-7: what no answer told stays owned: nobody said that it is another segment', () => {
    expect(factsOf('Sport', under, 'unchanged', evidence)).toEqual([{ set: { code: 'Sport', owned } }]);
  });

  it('R-7: what an answer told under another id is owned no more', () => {
    const seen = {
      code: 'Sport',
      id: 'theirs',
      name: 'Sport',
      description: undefined,
      cpm: undefined,
      categories: undefined,
      updatedAt: undefined,
    };
    expect(factsOf('Sport', { ...under, accepted: false, seen }, 'unchanged', evidence)).toEqual([{ forget: 'Sport' }]);
  });
});

describe('an accepted Create', () => {
  it('T-3: made what is told with a time that names no zone, which is UTC', () => {
    const codes = new CodesUnderWay();
    codes.expect('a', undefined, {});
    const under = codes.get('a');
    if (under === undefined) throw new Error('It was announced.');
    const noon = Date.UTC(2030, 0, 1, 12);
    const told = { id: 'i', code: 'a', name: 'A', description: undefined, cpm: undefined, categories: undefined };
    createAccepted(under, noon, noon + 100);
    seeUnderWay(under, { ...told, updatedAt: '2030-01-01T12:00:00' });
    expect(under.accepted).toBe(true);
    seeUnderWay(under, { ...told, updatedAt: '2030-01-01T11:59:57' });
    expect(under.accepted).toBe(false);
  });
});
