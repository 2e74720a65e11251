import { describe, expect, it } from '@jest/globals';
import { desiredBy, type PlannedTarget } from '../../connector/plan/desired.ts';
import type { AudienceMode } from '../../spec/host/change-set.ts';

const target = { segmentName: 'Everyone', segmentCode: 'everyone', plain: true };
const namedOnly = { segmentName: 'Every One', segmentCode: undefined, plain: true };
const asked = (row: object, mode: AudienceMode, by: PlannedTarget) =>
  desiredBy(row, '1', { mode, target: by, changeSetId: undefined });

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

  it('section 6: a change that is none of the three fails as invalid_row', () => {
    expect(asked({ rowId: '1', change: 'deleted' }, 'add', target)).toMatchObject({
      error: { code: 'invalid_row' },
    });
  });
});

describe('code and name of a wanted segment', () => {
  it('S-2: the row’s own code comes first', () => {
    expect(asked({ segment_code: 'a', segment_name: 'A' }, 'add', target)).toMatchObject({
      code: 'a',
      generated: false,
    });
  });

  it('S-2: without a code of its own the row’s name gives it', () => {
    expect(asked({ segment_name: 'Big Spenders' }, 'add', target)).toMatchObject({
      code: 'big_spenders',
      generated: true,
    });
  });

  it('S-2: a row with neither falls on the target’s code', () => {
    expect(asked({}, 'add', target)).toMatchObject({ code: 'everyone', generated: false });
  });

  it('S-2: and last on a code generated from the target’s name', () => {
    expect(asked({}, 'add', namedOnly)).toMatchObject({ code: 'every_one', generated: true });
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
    [{ segment_code: {} }, 'invalid_field', 'segment_code'],
    [{ segment_code: 'a', segment_name: 'x'.repeat(256) }, 'invalid_field', 'segment_name'],
    [{ segment_code: 'a', description: 'x'.repeat(1_025) }, 'invalid_field', 'description'],
    [{ segment_code: 'a', cpm: -1 }, 'invalid_field', 'cpm'],
    [{ segment_code: 'a', categories: [1] }, 'invalid_field', 'categories'],
  ])('S-1, S-5: %j fails with %s on %s', (row, code, field) => {
    expect(asked(row, 'upsert', target)).toMatchObject({ state: 'failed', error: { code, field } });
  });

  it('S-5: a description of 1,024 characters passes, counted as characters', () => {
    expect(asked({ segment_code: 'a', description: '😀'.repeat(1_024) }, 'upsert', target)).toMatchObject({
      state: 'present',
    });
  });
});
