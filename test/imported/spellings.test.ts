import { describe, expect, it } from '@jest/globals';
import { Spellings } from '../../connector/imported/spellings.ts';

describe('how Permutive spells codes', () => {
  it('T-3: the spelling of a code that was seen is kept, and others are expected to be spelled alike', () => {
    const spellings = new Spellings();
    expect([spellings.folds, spellings.mayBeKeptAs('News')]).toEqual([undefined, undefined]);
    spellings.learn('News', 'NEWS');
    expect([spellings.folds, spellings.of('News'), spellings.of('Sport')]).toEqual(['case', 'NEWS', undefined]);
    expect([spellings.mayBeKeptAs('Sport'), spellings.mayBeKeptAs('SPORT')]).toEqual(['SPORT', undefined]);
  });

  it('T-3: ways that do not agree with what was seen are no longer expected; where none does, none is', () => {
    const spellings = new Spellings();
    spellings.learn('Caf\u00c9', 'cafe\u0301');
    expect(spellings.mayBeKeptAs('\u00c9t\u00e9')).toBe('e\u0301te\u0301');
    spellings.learn('News', 'nEWS');
    expect([spellings.mayBeKeptAs('Sport'), spellings.mayBeKeptAs('News')]).toEqual([undefined, 'nEWS']);
  });

  it('T-4: nothing else is looked for where reads fold as writes do, nor where codes were seen not to be folded', () => {
    const spellings = new Spellings();
    spellings.learn('News', 'news');
    spellings.readsFold = true;
    expect(spellings.mayBeKeptAs('Sport')).toBeUndefined();
    const exact = new Spellings();
    exact.folds = false;
    expect(exact.mayBeKeptAs('Sport')).toBeUndefined();
  });

  it('T-3: case, once shown, is not taken back for form alone', () => {
    const spellings = new Spellings();
    spellings.learnFolding('case');
    spellings.learnFolding('form');
    expect(spellings.folds).toBe('case');
  });
});
