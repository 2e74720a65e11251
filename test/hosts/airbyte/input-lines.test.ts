import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readLine } from '../../../connector/hosts/airbyte/incoming.ts';
import { linesOf } from '../../../connector/hosts/airbyte/lines.ts';

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, size: number, longest?: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const some of linesOf(chunksOf(Buffer.from(text), size), longest)) lines.push(...some.map(String));
  return lines;
}

const kind = (message: unknown) => readLine(typeof message === 'string' ? message : JSON.stringify(message));

describe('lines of the input', () => {
  it('are the same however the pipe cuts them, empty ones left out, the last one without its end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('\n', '\r', 'a', 'ž', '"') }),
        fc.integer({ min: 1, max: 9 }),
        async (text, size) => {
          expect(await read(text, size)).toEqual(text.split('\n').filter((line) => line !== ''));
        },
      ),
    );
  });

  it('A-13: one whose bytes are no UTF-8 is told from those beside it: what it spells could not be kept', async () => {
    const lines: unknown[] = [];
    for await (const some of linesOf(chunksOf(Buffer.from('\xe9\nb\xff\n\nc\n\xfe', 'latin1'), 100)))
      lines.push(...some);
    expect(lines).toEqual([undefined, undefined, 'c', undefined]);
  });

  it.each([3, 30])('A-13: one that is too long ends the sync with its length, in chunks of %i bytes', async (size) => {
    await expect(read(`ab\n${'x'.repeat(50)}\n`, size, 40)).rejects.toMatchObject({
      failureType: 'system_error',
      message: expect.stringMatching(/longer than 40 bytes: \d\d were read/),
    });
    await expect(read(`${'x'.repeat(40)}\n`, size, 40)).resolves.toHaveLength(1);
  });
});

describe('a line of the input', () => {
  it('A-7: an absent, a null and an empty namespace are the same stream, others are not', () => {
    const keyOf = (namespace: unknown) => kind({ type: 'RECORD', record: { stream: 's', namespace, data: {} } });
    expect(keyOf(null)).toEqual(keyOf(undefined));
    expect(keyOf('')).toEqual(keyOf(undefined));
    expect(keyOf('public')).not.toEqual(keyOf(undefined));
  });

  it.each([
    [{ type: 'STATE', state: { type: 'GLOBAL', global: {} } }, { is: 'global_state' }],
    [
      { type: 'STATE', state: { type: 'STREAM', stream: { stream_descriptor: { name: 's' } } } },
      { is: 'stream_state', stream: 's' },
    ],
    [{ type: 'STATE', state: { data: {} } }, { is: 'legacy_state' }],
    [{ type: 'STATE', state: { type: 'LEGACY', data: {} } }, { is: 'legacy_state' }],
    [
      {
        type: 'TRACE',
        trace: { type: 'STREAM_STATUS', stream_status: { stream_descriptor: { name: 's' }, status: 'COMPLETE' } },
      },
      { is: 'complete', stream: 's' },
    ],
    [
      {
        type: 'TRACE',
        trace: { type: 'STREAM_STATUS', stream_status: { stream_descriptor: { name: 's' }, status: 'INCOMPLETE' } },
      },
      { is: 'ignored' },
    ],
    [{ type: 'LOG', log: {} }, { is: 'ignored' }],
    [{ type: 'CONTROL' }, { is: 'ignored' }],
    [
      { type: 'RECORD', record: { stream: 's', data: null } },
      { is: 'record', stream: 's', data: {} },
    ],
  ])('A-13: %j is %j', (message, expected) => {
    expect(kind(message)).toEqual(expected);
  });

  it.each([
    ['no json'],
    ['[]'],
    ['null'],
    ['7'],
    [{ type: 'NEWS' }],
    [{ type: 'RECORD' }],
    [{ type: 'RECORD', record: { data: {} } }],
    [{ type: 'STATE', state: { type: 'STREAM' } }],
  ])('A-13: %j is told and passed over', (message) => {
    expect(kind(message)).toMatchObject({ is: 'unreadable' });
  });
});
