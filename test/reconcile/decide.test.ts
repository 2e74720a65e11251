import { describe, expect, it } from '@jest/globals';
import { type Decision, decide, type Observed, ownershipOf } from '../../connector/reconcile/decide.ts';
import type { SnapshotEntry } from '../../connector/reconcile/snapshot.ts';

const A = { name: 'A', cpm: 1 };
const B = { name: 'B', cpm: 1 };
const C = { name: 'C', cpm: 1 };

const ownedAs = (base: typeof A): SnapshotEntry => ({ code: 'x', owned: { origin: 'created', id: 'id-1', base } });
const seen = (fields: object, id = 'id-1'): Observed => ({ id, fields });

const decided = (wanted: object | undefined, entry: SnapshotEntry | undefined, observed: Observed | 'absent') =>
  decide(wanted, ownershipOf(entry, observed), observed);

describe("R-6: the list's row, the base and what the import holds decide", () => {
  it.each<[what: string, wanted: object | undefined, base: typeof A | undefined, held: object | 'absent', Decision]>([
    ['a new code is created', A, undefined, 'absent', { do: 'create', drift: false }],
    ['one deleted elsewhere is created again, and that is drift', A, A, 'absent', { do: 'create', drift: true }],
    ['one that is as the list says is left alone', A, B, A, { do: 'nothing' }],
    ['one that the list changed is updated', A, B, B, { do: 'update', drift: false }],
    ['one that was edited elsewhere is updated, and that is drift', A, B, C, { do: 'update', drift: true }],
    ['an edit elsewhere of a code the list did not change is drift', A, A, C, { do: 'update', drift: true }],
    ["somebody else's that is as the list says is left alone", A, undefined, A, { do: 'nothing' }],
    ["somebody else's with other values is taken over in value", A, undefined, B, { do: 'update', drift: false }],
    ['an unlisted one that is gone is dropped', undefined, A, 'absent', { do: 'drop' }],
    ['an unlisted one that is as it was left is deleted', undefined, A, A, { do: 'delete', edited: false }],
    ['an unlisted one that was edited elsewhere is doubtful', undefined, A, B, { do: 'delete', edited: true }],
    ["somebody else's that the list does not name is foreign", undefined, undefined, A, { do: 'leave_foreign' }],
  ])('%s', (_what, wanted, base, held, decision) => {
    const observed = held === 'absent' ? held : seen(held);
    expect(decided(wanted, base && ownedAs(base), observed)).toEqual(decision);
  });

  it('S-8: fields the row does not give are not compared', () => {
    expect(decided({ name: 'A' }, ownedAs(A), seen({ ...A, cpm: 9, description: 'by hand' }))).toEqual({
      do: 'nothing',
    });
  });

  it('a field that the row gives anew, and somebody else gave before, is drift', () => {
    const wanted = { ...A, description: 'ours' };
    expect(decided(wanted, ownedAs(A), seen(A))).toEqual({ do: 'update', drift: false });
    expect(decided(wanted, ownedAs(A), seen({ ...A, description: 'theirs' }))).toEqual({ do: 'update', drift: true });
  });

  it('T-3: what Permutive keeps of this very value counts as the value, and not as that of another', () => {
    const entry: SnapshotEntry = {
      code: 'x',
      owned: { origin: 'created', id: 'id-1', base: A, kept: { name: 'a' } },
    };
    expect(decided(A, entry, seen({ name: 'a', cpm: 1 }))).toEqual({ do: 'nothing' });
    expect(decided(B, entry, seen({ name: 'a', cpm: 1 }))).toEqual({ do: 'update', drift: false });
    expect(decided(A, entry, seen({ name: 'b', cpm: 1 }))).toEqual({ do: 'update', drift: true });
    expect(decided(undefined, entry, seen({ name: 'a', cpm: 1 }))).toEqual({ do: 'delete', edited: false });
    expect(decided(undefined, entry, seen(A))).toEqual({ do: 'delete', edited: true });
  });

  it('P-1: order of categories and an empty description make no difference', () => {
    const wanted = { name: 'A', categories: ['x', 'y'], description: '' };
    expect(decided(wanted, undefined, seen({ name: 'A', categories: ['y', 'x'] }))).toEqual({ do: 'nothing' });
  });
});

describe('R-7: ours is code and id', () => {
  it('the same code under another id is somebody else’s: taken over in value, never deleted', () => {
    expect(decided(undefined, ownedAs(A), seen(A, 'id-2'))).toEqual({ do: 'leave_foreign' });
    expect(decided(B, ownedAs(A), seen(A, 'id-2'))).toEqual({ do: 'update', drift: false });
  });

  it('without an id from Permutive it is presumed, not proved', () => {
    expect(ownershipOf(ownedAs(A), { fields: A })).toMatchObject({ whose: 'ours', owned: { proof: 'presumed' } });
  });
});

describe('R-9: after a crash', () => {
  const intended: SnapshotEntry = { code: 'x', pending: { operation: 'Create', fields: A } };

  it('a pending Create that is absent is dropped', () => {
    expect(ownershipOf(intended, 'absent')).toEqual({ whose: 'nobody_of_ours', uncertain: false });
  });

  it('present with the intended fields, it is presumed ours', () => {
    expect(ownershipOf(intended, seen(A))).toMatchObject({ whose: 'ours', owned: { base: A, proof: 'presumed' } });
  });

  it('present otherwise, it is not ours and uncertain', () => {
    expect(ownershipOf(intended, seen(B))).toEqual({ whose: 'nobody_of_ours', uncertain: true });
  });

  it('a pending Delete that is present is still ours', () => {
    expect(ownershipOf({ ...ownedAs(A), pending: { operation: 'Delete' } }, seen(A))).toMatchObject({
      whose: 'ours',
      owned: { proof: 'sure' },
    });
  });

  it('an owned code that was to be created again, found under another id, is presumed and not proved', () => {
    const again: SnapshotEntry = { ...ownedAs(B), pending: { operation: 'Create', fields: A } };
    expect(ownershipOf(again, seen(A, 'id-2'))).toMatchObject({ owned: { base: A, proof: 'presumed' } });
  });
});
