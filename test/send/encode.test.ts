import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { desiredBy } from '../../connector/plan/desired.ts';
import type { SegmentChange } from '../../connector/plan/segment-change.ts';
import { isPlain } from '../../connector/plan/text.ts';
import { encodeBatch, type Sendable } from '../../connector/send/encode.ts';
import { operationFor } from '../../connector/send/operation.ts';
import type { OperationKind } from '../../spec/host/row-result.ts';

interface Task {
  readonly change: SegmentChange;
  readonly kind: OperationKind;
}
const TASKS: Sendable<Task> = { changeOf: ({ change }) => change, kindOf: ({ kind }) => kind };

const encoded = (tasks: readonly Task[]): string => Buffer.from(encodeBatch(tasks, TASKS)).toString('utf8');
const asJson = (tasks: readonly Task[]): string =>
  JSON.stringify({ operations: tasks.map(({ change, kind }) => operationFor(change, kind)) });

/** The change a row asks for; the target's name is one that JSON writes in another way. */
function changeOf(row: object): SegmentChange {
  const target = { segmentName: 'The "rest"', segmentCode: undefined, plain: false };
  const desired = desiredBy(row, '1', { mode: 'mirror', target, changeSetId: undefined, redact: (text) => text });
  if (desired.state !== 'present' && desired.state !== 'absent') throw new Error(desired.error.message);
  return desired;
}

/** Texts of every kind: plain ones, and whatever JSON escapes or UTF-8 makes longer. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  fc.constantFrom('"', '\\', 'a"b', 'tab\tbed', '\u2028', '\u0000', 'Größe', '✓'.repeat(200), ' padded ', '"}],"x":['),
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const task = fc
  .record({
    segment_code: fc.stringMatching(/^[a-zA-Z0-9_"'é✓-]{1,40}$/),
    segment_name: optional(text),
    description: optional(text),
    cpm: optional(fc.double({ min: 0, max: 1e30, noNaN: true, noDefaultInfinity: true })),
    categories: optional(fc.array(text, { maxLength: 3 })),
    change: fc.constantFrom('added' as const, 'removed' as const),
    update: fc.boolean(),
  })
  .map(({ update, ...row }): Task => {
    const change = changeOf(row);
    return { change, kind: change.state === 'absent' ? 'Delete' : update ? 'Update' : 'Create' };
  });

describe('the body of a batch', () => {
  it('D-1, S-8: says to the letter what JSON says of the operations, whatever the rows hold', () => {
    fc.assert(
      fc.property(fc.array(task, { maxLength: 20 }), (tasks) => {
        expect(encoded(tasks)).toBe(asJson(tasks));
      }),
      { numRuns: 500 },
    );
  });

  it('P-9: each operation takes no more than was planned with, and not much less', () => {
    fc.assert(
      fc.property(task, ({ change, kind }) => {
        const taken = Buffer.byteLength(encoded([{ change, kind }])) - Buffer.byteLength(encoded([])) + 1; // A comma.
        expect(taken).toBeLessThanOrEqual(change.bytes);
        expect(taken).toBeGreaterThan(change.bytes - (kind === 'Create' ? 115 : 8_000));
      }),
      { numRuns: 500 },
    );
  });

  it('S-4: names a segment that its row does not name by the target, as plain as that is', () => {
    const given = changeOf({ segment_code: 'a', change: 'added' });
    const change = { ...given, plain: true, defaultName: 'Everyone' } as SegmentChange;
    expect(encoded([{ change, kind: 'Create' }])).toBe(
      '{"operations":[{"operation":"Create","data":{"code":"a","name":"Everyone"}}]}',
    );
  });

  it('D-1: grows with what it holds', () => {
    const long = { segment_code: 'a', segment_name: '✓'.repeat(255), description: '✓'.repeat(1_024), change: 'added' };
    const tasks = Array.from({ length: 50 }, (): Task => ({ change: changeOf(long), kind: 'Create' }));
    expect(encoded(tasks)).toBe(asJson(tasks));
  });

  it('D-1: holds each operation once, in its order, however many there are', () => {
    const tasks = Array.from({ length: 200 }, (_, at): Task => {
      return { change: changeOf({ segment_code: `c${at}`, segment_name: 'N', change: 'added' }), kind: 'Create' };
    });
    expect(encoded(tasks)).toBe(asJson(tasks));
  });

  it('C-2: without an operation is an empty list', () => {
    expect(encoded([])).toBe('{"operations":[]}');
  });
});

describe('a plain text', () => {
  it('S-1: is the same trimmed, in NFC and in JSON', () => {
    fc.assert(
      fc.property(text, (raw) => {
        if (isPlain(raw)) expect([raw.trim(), raw.normalize('NFC'), JSON.parse(`"${raw}"`)]).toEqual([raw, raw, raw]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['', ' ', 'a ', ' a', '"', '\\', 'é', '\u007f', '\n', 'a\n', '\ud800', null, 7, {}])(
    'S-1: %j is none',
    (raw) => {
      expect(isPlain(raw)).toBe(false);
    },
  );

  it.each(['a', 'High-Value Customers', 'Interest > In market', "it's", undefined])('S-1: %j is one', (raw) => {
    expect(isPlain(raw)).toBe(true);
  });
});
