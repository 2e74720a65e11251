import { describe, expect, it } from '@jest/globals';
import type { TSchema } from '@sinclair/typebox';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { BatchAnswerSchema, BatchRequestSchema } from '../../../spec/taxonomy/batch.ts';
import { ErrorEnvelopeSchema, PLAIN_REFUSAL } from '../../../spec/taxonomy/error.ts';
import { ImportListSchema, WireImportSchema } from '../../../spec/taxonomy/import.ts';
import {
  SegmentCreateSchema,
  SegmentPageSchema,
  SegmentUpdateSchema,
  WireSegmentSchema,
} from '../../../spec/taxonomy/segment.ts';
import { type Caller, create, enter, remove, some, type Told, update, WAYS } from './caller.ts';

/** What is wrong with a value, by a validator that has no part in the sandbox. */
function faults(schema: TSchema, value: unknown): unknown[] {
  const ajv = formats.default(new Ajv({ allErrors: true }));
  ajv.validate(schema, value);
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The forms of the published examples, with their field names. */
const PUBLISHED_IMPORT = {
  id: 'ef832310-b808-44f4-86bc-947be1cd37c7',
  name: 'Data Provider Name',
  code: 'data_provider_name',
  relation: '3rd',
  identifiers: ['appnexus'],
  inheritance: { workspace_id: '5de2731c-8dcf-4e12-a815-e58b481bd8ac', relation: 'ancestor' },
  source: { id: 'f93e5c65-7b2e-4c38-b721-3beb93e4f877', state: { type: 'active' }, type: 'live_ramp_3p' },
};
const FIELDS = { name: 'segment', description: 'segment description', cpm: 2, categories: ['category1'] };
const PUBLISHED_SEGMENT = {
  id: '1b890475-1482-496d-bcfd-6b2f5564b249',
  code: '1234',
  import_id: '9f87bd3e-32eb-4d15-8e85-17fb275fa809',
  ...FIELDS,
  updated_at: '2023-04-12T11:27:00.716632Z',
};

describe('the wire forms', () => {
  it.each([
    ['a list of imports', ImportListSchema, { items: [PUBLISHED_IMPORT] }],
    ['an import', WireImportSchema, PUBLISHED_IMPORT],
    ['a segment', WireSegmentSchema, PUBLISHED_SEGMENT],
    [
      'a page',
      SegmentPageSchema,
      { elements: [PUBLISHED_SEGMENT], pagination: { next_token: 'MTIzNA==', total_count: 5 } },
    ],
    ['a batch', BatchRequestSchema, { operations: [create('1234', FIELDS), remove('12345'), update('1234', FIELDS)] }],
    ['its answer', BatchAnswerSchema, { items: [PUBLISHED_SEGMENT] }],
    ['what a Create is given', SegmentCreateSchema, { code: '1234', ...FIELDS }],
    ['what an Update is given', SegmentUpdateSchema, FIELDS],
  ])('Y-1: the published example of %s has the form', (_, schema, example) => {
    expect(faults(schema, example)).toEqual([]);
  });

  it('Y-1: the camelCase of the published schemas does not have the form of the examples', () => {
    const { import_id: importId, ...rest } = PUBLISHED_SEGMENT;
    expect(faults(WireSegmentSchema, { ...rest, importId })).not.toEqual([]);
  });
});

describe.each(WAYS)('every answer has the published form, %s', (way) => {
  const FULL = { code: '1234', ...FIELDS };
  const seeded = async (): Promise<Caller & { id: string }> => {
    const caller = await enter(way, { pageSize: 2 });
    caller.sandbox.put([FULL, ...some(3)]);
    return { ...caller, id: caller.sandbox.segments()[0]?.id ?? '' };
  };
  const jsonOf = (told: Told, status = 200) => {
    expect([told.status, told.type]).toEqual([status, 'application/json']);
    return told.json;
  };

  it('Y-1: GET /imports lists the imports', async () => {
    const { call } = await seeded();
    expect(faults(ImportListSchema, jsonOf(await call('GET', '/imports')))).toEqual([]);
  });

  it('Y-1: GET /imports/{id} tells the import, active or not', async () => {
    const { call, sandbox } = await seeded();
    const active = jsonOf(await call('GET', `/imports/${sandbox.importId}`));
    const inactive = jsonOf(await call('GET', `/imports/${sandbox.inactiveImportId}`));
    expect([...faults(WireImportSchema, active), ...faults(WireImportSchema, inactive)]).toEqual([]);
    expect(active).toMatchObject({ id: sandbox.importId, relation: '3rd', source: { state: { type: 'active' } } });
    expect(inactive).toMatchObject({ id: sandbox.inactiveImportId, source: { state: { type: 'creating' } } });
  });

  it('Y-1: GET segments tells a page, and a token until the last', async () => {
    const { call } = await seeded();
    const page = jsonOf(await call('GET', 'segments'));
    expect(faults(SegmentPageSchema, page)).toEqual([]);
    expect(page).toMatchObject({ elements: [{ code: '1234', ...FIELDS }, {}], pagination: { total_count: 4 } });
  });

  it('Y-1: POST segments creates one', async () => {
    const { call } = await seeded();
    const segment = jsonOf(await call('POST', 'segments', { ...FULL, code: 'new' }));
    expect(faults(WireSegmentSchema, segment)).toEqual([]);
    expect(segment).toMatchObject({ ...FIELDS, code: 'new' });
  });

  it('Y-1: PATCH segments answers a batch with its segments', async () => {
    const { batch } = await seeded();
    const answer = jsonOf(await batch(create('new', FIELDS), update('code_0', FIELDS), remove('code_1')));
    expect(faults(BatchAnswerSchema, answer)).toEqual([]);
    expect(answer).toMatchObject({
      items: [
        { ...FIELDS, code: 'new' },
        { ...FIELDS, code: 'code_0' },
      ],
    });
  });

  it.each(['id', 'code'] as const)('Y-1: GET, PATCH and DELETE by %s answer with the segment', async (by) => {
    const { call, id, sandbox } = await seeded();
    const path = by === 'id' ? `segments/${id}` : 'segments/code/1234';
    const read = jsonOf(await call('GET', path));
    const updated = jsonOf(await call('PATCH', path, { description: 'other' }));
    const deleted = jsonOf(await call('DELETE', path));
    for (const segment of [read, updated, deleted]) expect(faults(WireSegmentSchema, segment)).toEqual([]);
    expect(read).toMatchObject({ id, ...FULL });
    expect(updated).toMatchObject({ id, ...FULL, description: 'other' });
    expect(deleted).toMatchObject({ id, ...FULL, description: 'other' });
    expect((await call('GET', path)).status).toBe(404);
    expect(sandbox.segments()).toHaveLength(3);
  });

  it('Y-1: fields that were never given are left out', async () => {
    const { call, sandbox } = await seeded();
    const segment = (await call('GET', 'segments/code/code_0')).json;
    expect(Object.keys(segment as object)).toEqual(['id', 'code', 'name', 'import_id', 'updated_at']);
    expect(segment).toMatchObject({ import_id: sandbox.importId });
  });

  it.each([
    ['GET', '/imports/nonsense', 'path parameter importId'],
    ['GET', '/imports/nonsense/segments', 'path parameter importId'],
    ['PATCH', '/imports/nonsense/segments', 'path parameter importId'],
    ['GET', 'segments?pagination_token=nonsense', 'query parameter pagination_token'],
    ['GET', 'segments/nonsense', 'path parameter segmentId'],
    ['PATCH', 'segments', 'body'],
    ['POST', 'segments', 'body'],
  ])('Y-1: %s %s is refused in plain text', async (method, path, what) => {
    const { call } = await seeded();
    const told = await call(method, path, method === 'GET' ? undefined : { operations: [] });
    expect([told.status, told.type, told.text]).toEqual([
      400,
      'text/plain; charset=UTF-8',
      `Invalid value for: ${what}`,
    ]);
    expect(told.text).toMatch(PLAIN_REFUSAL);
  });

  it.each([
    ['GET', '/imports/00000000-0000-4000-8000-000000000000'],
    ['PATCH', '/imports/00000000-0000-4000-8000-000000000000/segments'],
    ['GET', 'segments/00000000-0000-4000-8000-000000000000'],
    ['GET', 'segments/code/absent'],
    ['GET', '/nowhere'],
  ])('Y-1: %s %s is told absent in the envelope', async (method, path) => {
    const { call } = await seeded();
    const envelope = jsonOf(
      await call(method, path, method === 'GET' ? undefined : { operations: [remove('a')] }),
      404,
    );
    expect(faults(ErrorEnvelopeSchema, envelope)).toEqual([]);
  });

  it('Y-1: a code is found however it must be encoded', async () => {
    const { call, sandbox } = await enter(way);
    for (const code of ['a b', 'ä/ö', '%2e', '?', '😀'.repeat(100), 'code']) {
      sandbox.put([{ code, name: 'Encoded' }]);
      expect((await call('GET', `segments/code/${encodeURIComponent(code)}`)).json).toMatchObject({ code });
    }
  });

  it('X-2: a path that is not percent-encoded UTF-8 is refused', async () => {
    const { call } = await enter(way);
    expect((await call('GET', 'segments/code/%E0%A4%A')).status).toBe(400);
  });
});
