import { describe, expect, it } from '@jest/globals';
import type { SegmentChange } from '../../connector/plan/segment-change.ts';
import { codeOf, firstOperationOf, operationFor } from '../../connector/send/operation.ts';
import { removal, wanted } from '../plan/changes.ts';

const changeOf = (name?: string): SegmentChange => ({
  ...wanted('a'),
  state: 'present',
  name,
  defaultName: 'Default',
  description: undefined,
  cpm: 2,
  categories: undefined,
});
const change = changeOf();

describe('the operation of a change', () => {
  it('D-1: is a Create or a Delete while nothing is known of its segment', () => {
    expect([firstOperationOf(change), firstOperationOf(removal('a'))]).toEqual(['Create', 'Delete']);
  });

  it('S-4, S-8: names what it creates, and of what it updates only what the row gave', () => {
    expect(JSON.parse(JSON.stringify(operationFor(change, 'Create')))).toEqual({
      operation: 'Create',
      data: { code: 'a', name: 'Default', cpm: 2 },
    });
    expect(JSON.parse(JSON.stringify(operationFor(change, 'Update')))).toEqual({
      operation: 'Update',
      code: 'a',
      data: { cpm: 2 },
    });
    expect(operationFor(changeOf('Given'), 'Create')).toMatchObject({ data: { name: 'Given' } });
    expect(operationFor(removal('a'), 'Delete')).toEqual({ operation: 'Delete', code: 'a' });
  });

  it('T-3: is about the code that it names', () => {
    const operations = [
      operationFor(change, 'Create'),
      operationFor(change, 'Update'),
      operationFor(removal('a'), 'Delete'),
    ];
    expect(operations.map(codeOf)).toEqual(['a', 'a', 'a']);
  });
});
