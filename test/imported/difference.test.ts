import { describe, expect, it } from '@jest/globals';
import { difference, explainsRefusal, outcomeOf } from '../../connector/imported/difference.ts';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import { removal, wanted } from '../plan/changes.ts';

const same = fingerprintOf({ name: 'a' });
const other = fingerprintOf({ name: 'Other' });

describe('what is left to do', () => {
  it.each<[Known, string, string, string]>([
    // known, to have it by upsert, to have it by add, to have it gone
    [undefined, 'Create', 'Create', 'Delete'],
    ['unlisted', 'Create', 'Create', 'Delete'],
    ['absent', 'Create', 'Create', 'already'],
    [same, 'already', 'already', 'Delete'],
    [other, 'Update', 'duplicate', 'Delete'],
  ])('P-1, P-2: of a segment known as %j is %s, by add %s, and to have it gone %s', (known, upsert, add, gone) => {
    expect(difference(wanted('a'), known, 'upsert')).toBe(upsert);
    expect(difference(wanted('a'), known, 'mirror')).toBe(upsert);
    expect(difference(wanted('a'), known, 'add')).toBe(add);
    expect(difference(removal('a'), known, 'mirror')).toBe(gone);
  });
});

describe('a refusal', () => {
  it.each<[Known, boolean, boolean, boolean]>([
    [undefined, false, false, false],
    ['unlisted', false, false, false],
    ['absent', false, true, true],
    [same, true, false, false],
  ])('T-6: of a segment known as %j is explained: Create %s, Update %s, Delete %s', (known, create, update, remove) => {
    expect((['Create', 'Update', 'Delete'] as const).map((kind) => explainsRefusal(kind, known))).toEqual([
      create,
      update,
      remove,
    ]);
  });
});

it('T-2: each operation has its outcome', () => {
  expect((['Create', 'Update', 'Delete'] as const).map(outcomeOf)).toEqual(['created', 'updated', 'deleted']);
});
