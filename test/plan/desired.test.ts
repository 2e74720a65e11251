import { describe, expect, it } from '@jest/globals';
import { asked, namedOnly, target } from './asked.ts';

describe('the mode table', () => {
  const SKIP = 'skipped not_in_mode';
  const TABLE = [
    ['add', undefined, 'present'],
    ['add', 'added', 'present'],
    ['add', 'changed', 'present'],
    ['add', 'removed', SKIP],
    ['upsert', undefined, 'present'],
    ['upsert', 'added', 'present'],
    ['upsert', 'changed', 'present'],
    ['upsert', 'removed', SKIP],
    ['remove', undefined, 'absent'],
    ['remove', 'added', SKIP],
    ['remove', 'changed', SKIP],
    ['remove', 'removed', 'absent'],
    ['mirror', undefined, 'failed missing_change'],
    ['mirror', 'added', 'present'],
    ['mirror', 'changed', 'present'],
    ['mirror', 'removed', 'absent'],
  ] as const;

  it.each(TABLE)('section 6: %s wants of a row whose change is %s: %s', (mode, change, expected) => {
    const desired = asked({ rowId: '1', segment_code: 'a', ...(change && { change }) }, mode, target);
    expect('error' in desired ? `${desired.state} ${desired.error.code}` : desired.state).toBe(expected);
  });

  it('section 6: a change that is none of the three fails as invalid_row, and is named', () => {
    expect(asked({ rowId: '1', change: 'deleted' })).toMatchObject({
      error: {
        code: 'invalid_row',
        field: 'change',
        message: 'The change "deleted" is not added, changed or removed.',
      },
    });
  });
});

describe('code and name of a wanted segment', () => {
  it('S-2: the row’s own code comes first', () => {
    expect(asked({ segment_code: 'a', segment_name: 'A' }, 'add', target)).toMatchObject({
      code: 'a',
      codeSource: 'row',
    });
  });

  it('S-2: without a code of its own the row’s name gives it', () => {
    expect(asked({ segment_name: 'Big Spenders' }, 'add', target)).toMatchObject({
      code: 'big_spenders',
      codeSource: 'row_name',
    });
  });

  it('S-2: a row with neither falls on the target’s code', () => {
    expect(asked({}, 'add', target)).toMatchObject({ code: 'everyone', codeSource: 'target' });
  });

  it('S-2: and last on a code generated from the target’s name', () => {
    expect(asked({}, 'add', namedOnly)).toMatchObject({ code: 'every_one', codeSource: 'target' });
  });

  it('S-2: without a target a row with neither fails, in every mode that acts on it', () => {
    for (const mode of ['add', 'upsert', 'remove'] as const)
      expect(asked({ description: 'x' }, mode, null)).toMatchObject({
        state: 'failed',
        error: { code: 'missing_segment_code', field: 'segment_code' },
      });
  });

  it('S-4: without a target a row must bring the name of a segment that is to be there', () => {
    expect(asked({ segment_code: 'a' }, 'upsert', null)).toMatchObject({
      state: 'failed',
      code: 'a',
      error: { code: 'missing_segment_name', field: 'segment_name' },
    });
    expect(asked({ segment_code: 'a' }, 'remove', null)).toMatchObject({ state: 'absent', code: 'a' });
    expect(asked({ segment_code: 'a', segment_name: 'A' }, 'upsert', null)).toMatchObject({ name: 'A' });
  });

  it('S-4: the target’s name is explicit when the code came from the target too', () => {
    expect(asked({}, 'upsert', target)).toMatchObject({ name: 'Everyone' });
  });

  it('S-4: for a row with its own code the target’s name is a default only', () => {
    expect(asked({ segment_code: 'a' }, 'upsert', target)).toMatchObject({
      name: undefined,
      defaultName: 'Everyone',
    });
  });

  it('S-8: fields that the row does not carry are not there', () => {
    const desired = asked(
      { segment_code: 'a', segment_name: 'A', description: null, cpm: '', categories: undefined },
      'add',
      target,
    );
    expect(desired).toMatchObject({ name: 'A', description: undefined, cpm: undefined, categories: undefined });
  });
});

describe('rows to be deleted', () => {
  it('S-3: never fall back on the target', () => {
    expect(asked({ change: 'removed' }, 'mirror', target)).toMatchObject({
      error: { code: 'missing_segment_code' },
    });
  });

  it('S-3: may be named by their own segment_name', () => {
    expect(asked({ segment_name: 'Big Spenders' }, 'remove', target)).toMatchObject({
      state: 'absent',
      code: 'big_spenders',
    });
  });

  it('S-3: need nothing but their code: other fields are not looked at', () => {
    expect(asked({ segment_code: 'a', cpm: 'junk' }, 'remove', target)).toMatchObject({ state: 'absent' });
  });
});

describe('fields that cannot be used', () => {
  it.each([
    [{ segment_code: 'a b' }, 'invalid_segment_code', 'segment_code'],
    [{ segment_code: 'a\u00adb' }, 'invalid_segment_code', 'segment_code'],
    [{ segment_code: 'x'.repeat(9_000) }, 'invalid_segment_code', 'segment_code'],
    [{ segment_code: {} }, 'invalid_field', 'segment_code'],
    [{ segment_code: 'a', segment_name: 'x'.repeat(256) }, 'invalid_field', 'segment_name'],
    [{ segment_code: 'a', description: 'x'.repeat(1_025) }, 'invalid_field', 'description'],
    [{ segment_code: 'a', cpm: -1 }, 'invalid_field', 'cpm'],
    [{ segment_code: 'a', categories: [1] }, 'invalid_field', 'categories'],
  ])('S-1, S-5: %j fails with %s on %s', (row, code, field) => {
    expect(asked(row)).toMatchObject({ state: 'failed', error: { code, field } });
  });

  it('S-5: a description of 1,024 characters passes, counted as characters', () => {
    expect(asked({ segment_code: 'a', description: '😀'.repeat(1_024) })).toMatchObject({ state: 'present' });
  });

  it('P-9: an operation of more than 64 KiB fails, naming its largest field', () => {
    const categories = (bytes: number) => [`${'x'.repeat(bytes)}`];
    expect(asked({ segment_code: 'a', segment_name: 'A', categories: categories(64_000) })).toMatchObject({
      state: 'present',
    });
    for (const rest of [{ categories: categories(65_500) }, { categories: '\u0001,'.repeat(9_000) }])
      expect(asked({ segment_code: 'a', segment_name: 'A', description: 'x'.repeat(1_000), ...rest })).toMatchObject({
        state: 'failed',
        error: { code: 'invalid_field', field: 'categories', message: expect.stringContaining('64 KiB') },
      });
  });
});

/** Everything an error says to people. */
function wordsOf(row: object): readonly string[] {
  const desired = asked(row);
  return 'error' in desired ? [desired.error.message, desired.error.remedy] : [];
}

describe('what a row’s error says (section 9)', () => {
  it.each([
    [{ segment_code: 'a', segment_name: 'x'.repeat(300) }, `"${'x'.repeat(60)}…"`],
    [{ segment_code: 'a b' }, '"a b"'],
    [{ segment_code: 'ne\u00adws' }, '"ne\\u{ad}ws"'],
    [{ segment_code: '..' }, '".."'],
    [{ segment_code: 'a', cpm: -1 }, '-1'],
    [{ segment_code: 'a', cpm: '1,5' }, '"1,5"'],
    [{ segment_code: 'a', change: 'gone' }, '"gone"'],
    [{ segment_code: 'a', segment_name: '\u001b[31mred\n', cpm: '\u001b[31m' }, '"\\u{1b}[31m"'],
  ])('names the value in message and remedy, cut to 60 characters: %j', (row, value) => {
    const words = wordsOf(row);
    expect(words).toHaveLength(2);
    for (const text of words) expect(text).toContain(value);
  });

  it.each([
    [{ segment_code: {} }, 'The value of segment_code is an object, not text.'],
    [{ segment_code: 'a', cpm: [] }, 'The value of cpm is a list, not a number.'],
    [{ segment_code: 'a', segment_name: true }, 'The value of segment_name, true, is a boolean, not text.'],
    [{ segment_code: 'a', categories: [undefined] }, 'The value of categories holds undefined, not only strings.'],
    [{ segment_code: 'a', categories: [1] }, 'The value of categories holds a number, not only strings.'],
  ])('tells of a value that is no text what it is, once: %p', (row, message) => {
    expect(wordsOf(row)[0]).toBe(message);
  });

  it('X-1: a key in a value is redacted before the value is cut', () => {
    for (const lead of [0, 30, 57, 59]) {
      const words = wordsOf({ segment_code: 'a', segment_name: `${'x'.repeat(lead)}SECRET${'y'.repeat(300)}` });
      for (const text of words) expect(text).not.toMatch(/SE?C?R?E?T?y|xS|"S/);
    }
  });
});
