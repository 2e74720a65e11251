import { describe, expect, it } from '@jest/globals';
import { readBatchAnswer, wordlessAnswer } from '../../connector/send/batch-answer.ts';

const read = (json: unknown) => readBatchAnswer(json, 200);
const errors = (told: unknown) => read({ errors: told })?.errors;

describe('what a 2xx to a batch says', () => {
  it('T-3: its status, what it lists, and the id of its request in either spelling', () => {
    expect(readBatchAnswer({ items: [{ code: 'a' }], request_id: 'r' }, 201)).toEqual({
      status: 201,
      body: 'read',
      items: [{ code: 'a' }],
      errors: [],
      requestId: 'r',
    });
    expect(read({ requestId: 'r' })?.requestId).toBe('r');
  });

  it('T-3: a list that is absent or null lists nothing at all, which is not an empty one', () => {
    expect(read({ items: null })).toEqual(read({}));
    expect([read({})?.items, read({ items: null })?.items, read({ items: [] })?.items]).toEqual([
      undefined,
      undefined,
      [],
    ]);
    expect(read({ items: { head: 1, tail: [2] } })?.items).toEqual([1, 2]);
  });

  it.each([[null], [7], ['{}'], [[]], [{ items: 7 }], [{ items: {} }]])('T-3: %j is no answer', (json) => {
    expect(read(json)).toBeUndefined();
  });

  it('T-3: without words it proves nothing', () => {
    expect(wordlessAnswer(204, 'empty')).toEqual({
      status: 204,
      body: 'empty',
      items: undefined,
      errors: [],
      requestId: undefined,
    });
  });
});

describe('an entry of the list that tells of an error', () => {
  it('T-3: lists no segment where it is the only one of several', () => {
    const answer = read({ items: [{ code: 'a' }, { code: 'b', error: { message: 'No.' } }] });
    expect(answer?.items).toEqual([{ code: 'a' }]);
  });

  it('T-3: is looked for among results where there is no list, and nowhere else', () => {
    const results = [{ code: 'b', error: { message: 'No.' } }];
    expect(read({ results })?.errors).toMatchObject([{ code: 'b', message: 'No.' }]);
    expect(read({ items: [{ code: 'b' }], results })?.errors).toEqual([]);
  });

  it('T-3: lists no segment, whatever values stand beside it, and is the error of its code', () => {
    const answer = read({
      items: [
        { code: 'a', name: 'A' },
        { code: 'b', name: 'B', error: { message: 'No.' } },
        { code: 'c', errors: ['Not so.', 'Nor so.'] },
        { error: 'Nobody is named.' },
      ],
    });
    expect(answer?.items).toEqual([{ code: 'a', name: 'A' }]);
    expect(answer?.errors).toEqual([
      { code: 'b', index: undefined, message: 'No.' },
      { code: 'c', index: undefined, message: 'Not so.' },
      { code: 'c', index: undefined, message: 'Nor so.' },
      { code: undefined, index: undefined, message: 'Nobody is named.' },
    ]);
  });

  it('T-3: may do so by its status alone, and has its words where it has any', () => {
    const answer = read({
      items: [
        { code: 'a', name: 'A', status: 201 },
        { code: 'b', name: 'B', status: 409, message: 'It is there.' },
        { code: 'c', status: 422 },
        { code: 'd', name: 'D', status: 'active' },
      ],
    });
    expect(answer?.items).toMatchObject([{ code: 'a' }, { code: 'd' }]);
    expect(answer?.errors).toEqual([
      { code: 'b', index: undefined, message: 'It is there.' },
      { code: 'c', index: undefined, message: 'HTTP 422.' },
    ]);
  });

  it('T-3: may stand among results of operations, named by its code or by its place', () => {
    const error = { message: 'No.' };
    const results = [
      { code: 'a', status: 201 },
      { code: 'b', status: 422, error },
      { status: 422, error },
      { index: 7, error },
    ];
    expect(read({ results })?.errors).toEqual([
      { code: 'b', index: 1, message: 'No.' },
      { code: undefined, index: 2, message: 'No.' },
      { code: undefined, index: 7, message: 'No.' },
    ]);
    expect(read({ results })?.items).toBeUndefined();
  });

  it('T-3: is one of a segment like any where the error says nothing', () => {
    const items = [{ code: 'a', error: null }, { code: 'b', errors: [] }, { code: 'c', error: '' }, 'd'];
    expect(read({ items })).toMatchObject({ items, errors: [] });
  });
});

describe('an error inside a 2xx', () => {
  it.each([[undefined], [null], [false], [''], [0], [{}], [[]]])('T-3: %j is none', (told) => {
    expect(errors(told)).toEqual([]);
  });

  it.each([
    ['segment_code', { segment_code: 'a' }],
    ['segmentCode', { segmentCode: 'a' }],
    ['code', { code: 'a' }],
  ])('T-3: names its segment by %s', (_field, told) => {
    expect(errors([{ ...told, message: 'No.' }])).toEqual([{ code: 'a', index: undefined, message: 'No.' }]);
  });

  it('T-3: names its segment by the most telling of them, and a number is no code', () => {
    expect(errors([{ segment_code: 'a', segmentCode: 'b', code: 'c' }])).toMatchObject([{ code: 'a' }]);
    expect(errors([{ segmentCode: 'b', code: 'c' }])).toMatchObject([{ code: 'b' }]);
    expect(errors([{ code: 4000 }])).toMatchObject([{ code: undefined }]);
  });

  it('T-3: names its place by index or position', () => {
    expect(errors([{ index: 0 }, { position: 3 }, { index: 1, position: 2 }, { index: '1' }])).toMatchObject([
      { index: 0 },
      { index: 3 },
      { index: 1 },
      { index: undefined },
    ]);
  });

  it.each([
    ['a message', { message: 'No.' }],
    ['a detail', { detail: 'No.' }],
    ['an error that is a text', { error: 'No.' }],
    ['an error with a message', { error: { message: 'No.' } }],
    ['an error with a detail', { error: { detail: 'No.' } }],
    ['a reason', { reason: 'No.' }],
    ['errors of its own', { errors: [{ error: { message: 'No.' } }] }],
    ['a message before a detail', { message: 'No.', detail: 'Because.' }],
  ])('T-3: has its words in %s', (_where, told) => {
    expect(errors([told])).toEqual([{ code: undefined, index: undefined, message: 'No.' }]);
  });

  it('T-3: names its segment by the operation that it repeats', () => {
    const told = [
      { segment: { code: 'a' } },
      { data: { code: 'b' } },
      { operation: { operation: 'Create', data: { code: 'c' } }, code: 'E1' },
      { operation: { operation: 'Delete', code: 'd' } },
      { operation: 4 },
    ];
    expect(errors(told)).toMatchObject([{ code: 'a' }, { code: 'b' }, { code: 'c' }, { code: 'd' }, { index: 4 }]);
  });

  it('T-3: may be told under the code, the place or the field that it is about', () => {
    expect(errors({ a: 'No.', 3: ['Not so.', { message: 'Nor so.' }], name: { x: 1 } })).toEqual([
      { code: '3', index: 3, message: '3: Not so. Nor so.' },
      { code: 'a', index: undefined, message: 'a: No.' },
      { code: 'name', index: undefined, message: 'name: an error' },
    ]);
  });

  it('T-3: without words is one all the same', () => {
    expect(errors([{ code: 'a' }, 7])).toEqual([
      { code: 'a', index: undefined, message: 'an error without a message' },
      { code: undefined, index: undefined, message: 'an error' },
    ]);
  });

  it('T-3: may be alone, in a list or under either name, and all of them count', () => {
    expect(
      read({ error: 'One.', errors: ['Two.', { message: 'Three.' }] })?.errors.map(({ message }) => message),
    ).toEqual(['One.', 'Two.', 'Three.']);
  });
});
