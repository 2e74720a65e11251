import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readCommandLine } from '../../../connector/hosts/airbyte/command-line.ts';
import { runAirbyte, systemTime } from '../../../connector/hosts/airbyte/run.ts';
import connector from '../../../connector/index.ts';
import { specification } from '../../../spec/airbyte/specification.ts';
import { createWorld } from '../../support/run.ts';
import { airbyte, recordOf } from './engine.ts';

async function run(...words: string[]) {
  const stdout = new PassThrough();
  let out = '';
  stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  const code = await runAirbyte(words, {
    stdin: new PassThrough(),
    stdout,
    env: {},
    signal: new AbortController().signal,
    connector,
    time: systemTime,
    fetch: () => Promise.reject(new Error('Nothing may be sent.')),
  });
  return recordOf(code, out);
}

describe('the commands of the protocol', () => {
  it('A-3: spec says exactly one SPEC', async () => {
    const { code, said } = await run('spec');
    expect([code, said.length, said[0]?.type]).toEqual([0, 1, 'SPEC']);
    expect(said[0]?.spec).toEqual(JSON.parse(JSON.stringify(specification)));
  });

  it('A-6: discover says exactly one DESTINATION_CATALOG, and sends nothing', async () => {
    const { code, said } = await run('discover', '--config', 'none');
    expect([code, said.length]).toEqual([0, 1]);
    const operations = said[0]?.destination_catalog?.operations ?? [];
    const summary = operations.map(({ object_name, sync_mode, json_schema, matching_keys }) => {
      const { required, additionalProperties } = json_schema as { required: string[]; additionalProperties: boolean };
      return [object_name, sync_mode, required, additionalProperties, matching_keys];
    });
    const whole = ['segment_code', 'segment_name'];
    expect(summary).toEqual([
      ['segment', 'append_dedup', whole, false, [['segment_code']]],
      ['segment', 'soft_delete', ['segment_code'], false, [['segment_code']]],
      ['segment', 'append', whole, false, [['segment_code']]],
    ]);
    for (const { json_schema } of operations) {
      const { properties } = json_schema as { properties: Record<string, { title?: string; type?: unknown }> };
      for (const { title, type } of Object.values(properties))
        expect([typeof title, type]).toEqual(['string', expect.anything()]);
    }
  });

  it.each([
    [[], /The command line is/],
    [['sync'], /no command of this name/],
    [['write', '--config', 'c'], /write needs --catalog FILE/],
    [['check'], /check needs --config FILE/],
    [['check', '--config', '/nowhere/c.json'], /settings cannot be read .*: \/nowhere\/c\.json/],
    [['check', '--config', 'README.md'], /is not JSON/],
  ])('A-2: %j ends with 1 and one TRACE, the last word', async (words, message) => {
    const { code, said, trace } = await run(...words);
    expect(code).toBe(1);
    expect(said.filter(({ type }) => type === 'TRACE')).toHaveLength(1);
    expect(said.at(-1)?.type).toBe('TRACE');
    expect(trace).toMatchObject({ failure_type: 'system_error', message: expect.stringMatching(message) });
  });

  it('A-1: options it has no use for are told and ignored, their values not taken for others', async () => {
    const words = ['write', '--state', 's', '--config=c', '--flag', '--catalog', 'k', '--apiKey=secret'];
    expect(readCommandLine(words)).toEqual({
      command: { name: 'write', config: 'c', catalog: 'k' },
      ignored: ['--state', '--flag', '--apiKey'],
    });
    const { said, logs } = await run('spec', '--state', 's');
    expect(said.map(({ type }) => type)).toEqual(['LOG', 'SPEC']);
    expect(logs('WARN')).toEqual(['The option --state is ignored.']);
  });
});

describe('check', () => {
  const check = (settings: Record<string, unknown> = {}, world = createWorld()) =>
    airbyte(world, { settings, words: (config) => ['check', '--config', config] });
  const statuses = ({ said }: Awaited<ReturnType<typeof check>>) =>
    said.flatMap(({ connectionStatus }) => (connectionStatus === undefined ? [] : [connectionStatus]));

  it('A-5: says exactly one status when all is well, and changes nothing', async () => {
    const world = createWorld();
    const checked = await check({}, world);
    expect(checked.code).toBe(0);
    expect(statuses(checked)).toEqual([{ status: 'SUCCEEDED', message: expect.stringContaining('connection works') }]);
    expect(world.sandbox.applied).toEqual([]);
  });

  it.each([
    [{ apiKey: 'x' }, /apiKey/],
    [{ flushSeconds: 5_000 }, /flushSeconds: must be a whole number from 1 to 600/],
    [{ deleteMissing: { mode: 'sometimes' } }, /deleteMissing/],
    [{ deleteMissing: { mode: 'prefix', codePrefix: '' } }, /codePrefix/],
    [{ deletedColumn: 'CPM' }, /deletedColumn/],
    [{ apiKey: '00000000-0000-4000-8000-000000000000' }, /private API key/],
  ])('A-5: %j fails with 0 and what to do', async (settings, message) => {
    const checked = await check(settings);
    expect(checked.code).toBe(0);
    expect(statuses(checked)).toEqual([{ status: 'FAILED', message: expect.stringMatching(message) }]);
  });

  it('A-5: a warning does not fail, and is logged', async () => {
    const world = createWorld();
    const checked = await check({ importId: world.sandbox.inactiveImportId }, world);
    expect(statuses(checked)[0]?.status).toBe('SUCCEEDED');
    expect(checked.logs('WARN')).not.toEqual([]);
  });

  it('A-3: settings that are empty, or of another version, are as good as none', async () => {
    const settings = { deletedColumn: '', onRejected: null, deleteMissing: null, flushSeconds: null, newer: { a: 1 } };
    expect(statuses(await check(settings))[0]?.status).toBe('SUCCEEDED');
  });
});
