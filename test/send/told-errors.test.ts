import { describe, expect, it } from '@jest/globals';
import { errorsOf, errorsOfEntry, refusesItself } from '../../connector/send/told-errors.ts';

const wordsIn = (error: unknown) => errorsOf({ errors: [error] }).map(({ message }) => message);
const MUTE = 'an error without a message';

describe('an entry of a list', () => {
  it('T-3: refuses itself by an error of its own, or a status of 400 and more', () => {
    for (const entry of [{ error: 'No.' }, { errors: ['No.'] }, { status: 400 }, { status: 500, error: null }])
      expect([entry, refusesItself(entry)]).toEqual([entry, true]);
    for (const entry of [{}, 7, null, { errors: [] }, { status: 399 }, { status: 'active' }, { code: 'a' }])
      expect([entry, refusesItself(entry)]).toEqual([entry, false]);
  });

  it('T-3: is told in the words of its error, else in its own, else by its status', () => {
    const told = (entry: Record<string, unknown>) => errorsOfEntry({ code: 'a', ...entry });
    expect(told({ message: 'Outer.', error: 'Inner.' })).toEqual([{ code: 'a', index: undefined, message: 'Inner.' }]);
    expect(told({ status: 500, message: 'Outer.' })).toMatchObject([{ message: 'Outer.' }]);
    expect(told({ status: 500 })).toMatchObject([{ message: 'HTTP 500.' }]);
  });
});

describe('the words of an error', () => {
  it('T-3: are those of the error inside it first', () => {
    expect(wordsIn({ message: 'Outer.', error: { message: 'Inner.' } })).toEqual(['Inner.']);
    expect(wordsIn({ title: 'Teapot' })).toEqual(['Teapot']);
  });

  it('T-3: of several are put together, without those that are none', () => {
    expect(wordsIn({ message: ['No.', {}, 'Nor.'] })).toEqual(['No. Nor.']);
    expect(wordsIn({ message: [] })).toEqual([MUTE]);
  });

  it('X-4: are looked for four levels deep', () => {
    const records = (depth: number): unknown => (depth === 0 ? 'Deep.' : { message: records(depth - 1) });
    const lists = (depth: number): unknown => (depth === 0 ? 'Deep.' : [lists(depth - 1)]);
    expect([wordsIn(records(4)), wordsIn(records(5))]).toEqual([['Deep.'], [MUTE]]);
    expect([wordsIn({ message: lists(3) }), wordsIn({ message: lists(4) })]).toEqual([['Deep.'], [MUTE]]);
  });

  it('T-3: are none where it has but a code or a status, which makes it one error and no list by code', () => {
    expect(errorsOf({ error: { code: 'a' } })).toEqual([{ code: 'a', index: undefined, message: MUTE }]);
    expect(errorsOf({ error: { status: 'X' } })).toEqual([{ code: undefined, index: undefined, message: MUTE }]);
    expect(errorsOf({ error: { a: 'No.' } })).toEqual([{ code: 'a', index: undefined, message: 'a: No.' }]);
  });
});
