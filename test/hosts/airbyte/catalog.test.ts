import { describe, expect, it } from '@jest/globals';
import { readCatalog } from '../../../connector/hosts/airbyte/catalog.ts';
import { rowOf } from '../../../connector/hosts/airbyte/record-row.ts';
import { record, type StreamOptions, stream } from './engine.ts';

const read = (options: StreamOptions, deletedColumn?: string) => {
  const { streams, warnings } = readCatalog({ streams: [stream(options)] }, deletedColumn);
  const [only] = streams.values();
  if (only === undefined) throw new Error('One stream went in.');
  return { stream: only, warnings };
};

/** The row that a record with these values becomes. */
const rowFrom = (data: Record<string, unknown>, options: StreamOptions = {}, deletedColumn?: string, line?: string) =>
  rowOf(data, line ?? record(data), '1', read(options, deletedColumn).stream);

describe('the catalog of a connection', () => {
  it.each<[StreamOptions, string]>([
    [{ mode: 'append', object: 'segment' }, 'add'],
    [{ mode: 'append' }, 'upsert'],
    [{ mode: 'append_dedup', object: 'segment' }, 'upsert'],
    [{ mode: 'overwrite', generation: [4, 4] }, 'upsert'],
    [{ mode: 'soft_delete', object: 'segment' }, 'remove'],
  ])('A-8: %j does %s', (options, does) => {
    const { stream: configured, warnings } = read(options);
    expect(configured.does).toBe(does);
    expect(warnings).toEqual([]);
  });

  it.each([['overwrite'], ['update']])('A-8: %s without what it needs is an upsert, with a warning', (mode) => {
    const { stream: configured, warnings } = read({ mode });
    expect(configured.does).toBe('upsert');
    expect(warnings).toEqual([expect.stringContaining('"segments"')]);
  });

  it('A-9: a stream without a code and a name column is refused, naming stream and columns', () => {
    expect(() => read({ name: 'users', columns: ['id', 'email'] })).toThrow(
      /"users" has neither a column segment_code nor segment_name; its columns are id, email\./,
    );
    expect(() => read({ columns: ['SEGMENT_NAME'] })).not.toThrow();
    expect(() => read({ columns: [] })).not.toThrow();
  });

  it('A-9: two columns that could be the same field are refused, unless one has the exact name', () => {
    expect(() => read({ columns: ['SEGMENT_CODE', 'Segment_Code'] })).toThrow(/two columns that could be segment_code/);
    expect(() => read({ columns: ['SEGMENT_CODE', 'segment_code', 'Segment_Code'] })).not.toThrow();
    expect(() => rowFrom({ SEGMENT_CODE: 1, Segment_Code: 2 }, { columns: [] })).toThrow(/two columns/);
  });

  it('A-10: a deleted column that a stream does not have is worth a warning', () => {
    expect(read({}, 'is_deleted').warnings).toEqual([expect.stringContaining('no column "is_deleted"')]);
    expect(read({ columns: ['segment_code', 'IS_DELETED'] }, 'is_deleted').warnings).toEqual([]);
  });

  it.each([[null], [7], [{}], [{ streams: [{}] }]])('%j is no catalog', (json) => {
    expect(() => readCatalog(json, undefined)).toThrow(/The catalog cannot be read/);
  });
});

describe('the row a record becomes', () => {
  it('A-9: has the columns of a segment, by exact name first, then without case, and no other', () => {
    expect(rowFrom({ SEGMENT_CODE: 'up', segment_code: 'exact', Segment_Name: 'N', Cpm: 1, other: 2 })).toEqual({
      rowId: '1',
      change: 'added',
      segment_code: 'exact',
      segment_name: 'N',
      cpm: 1,
    });
    expect(rowFrom({ segment_code: 'exact', SEGMENT_CODE: 'up' })).toMatchObject({ segment_code: 'exact' });
  });

  it.each([
    [{ _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' }, 'removed'],
    [{ _AB_CDC_DELETED_AT: 0 }, 'removed'],
    [{ _ab_cdc_deleted_at: null }, 'added'],
    [{ gone: true }, 'removed'],
    [{ gone: 1 }, 'removed'],
    [{ gone: -1.5 }, 'removed'],
    [{ GONE: '2026-01-01' }, 'removed'],
    [{ gone: 'yes' }, 'removed'],
    [{ gone: false }, 'added'],
    [{ gone: 0 }, 'added'],
    [{ gone: '0' }, 'added'],
    [{ gone: 'False' }, 'added'],
    [{ gone: ' no ' }, 'added'],
    [{ gone: '' }, 'added'],
    [{ gone: null }, 'added'],
    [{}, 'added'],
  ])('A-10: with %j is %s', (data, change) => {
    expect(rowFrom({ segment_code: 'a', ...data }, { columns: [] }, 'gone').change).toBe(change);
  });

  it('A-8: is a removal in a stream that soft-deletes, whatever its columns say', () => {
    expect(rowFrom({ segment_code: 'a' }, { mode: 'soft_delete' }).change).toBe('removed');
  });

  it.each([
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['9007199254740991', 9007199254740991],
    ['1e20', 1e20],
    ['12345678901234567890.0', 12345678901234567000],
  ])('A-12: keeps the digits of %s as the line has them, where it has plain digits', (digits, expected) => {
    const line = `{"type":"RECORD","record":{"data":{"x":{"SEGMENT_CODE":1},"SEGMENT_CODE": ${digits} ,"cpm":1},"stream":"segments"}}`;
    const { data } = JSON.parse(line).record;
    expect(rowFrom(data, { columns: [] }, undefined, line)['segment_code']).toBe(expected);
  });

  it('a column called like a prototype member is a column', () => {
    expect(rowFrom(JSON.parse('{"segment_code":"a","__proto__":{"segment_name":"x"},"constructor":1}'))).toEqual({
      rowId: '1',
      change: 'added',
      segment_code: 'a',
    });
  });
});
