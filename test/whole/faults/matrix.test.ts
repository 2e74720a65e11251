import { describe, expect, it } from '@jest/globals';
import type { ChangeRow } from '../../../spec/host/change-set.ts';
import type { ErrorCode } from '../../../spec/host/errors.ts';
import type { Fault, Mishap, SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { violations } from '../../support/invariants.ts';
import { createWorld, rows, run, tally } from '../../support/run.ts';

/** Five batches of eight operations: some create, some update, some delete, some change nothing. */
const BATCH_SIZE = 8;
const ROWS: readonly ChangeRow[] = [...rows(32), ...rows(8, { change: 'removed' }, 32)].map((_row, at, all) => {
  const mixed = all[(at * 7) % all.length];
  if (mixed === undefined) throw new Error('There is a row for every place.');
  return mixed;
});
const EXISTING = [
  ...rows(4, {}, 8).map(({ segment_code }) => ({ code: String(segment_code), name: 'Old' })),
  ...rows(4, {}, 16).map(({ segment_code, segment_name }) => ({
    code: String(segment_code),
    name: String(segment_name),
  })),
  ...rows(6, {}, 32).map(({ segment_code }) => ({ code: String(segment_code), name: 'To go' })),
];

type Schedule = Pick<Fault, 'nth' | 'every' | 'always'>;
const from = (first: number): number[] => Array.from({ length: 500 }, (_, at) => first + at);
const SCHEDULES: Record<string, Schedule> = {
  'once, at the first batch': { nth: 1 },
  'once, at a middle batch': { nth: 3 },
  'once, at the last batch': { nth: 5 },
  'at every fifth request': { every: 5 },
  'for ever': { always: true },
  'for ever, from a middle batch on': { nth: from(3) },
  'for ever, from the last batch on': { nth: from(5) },
};

/** What was given up may yet take effect: an effect that is not seen is unknown, never absent (T-4). */
const LATE: readonly ErrorCode[] = ['timeout', 'outcome_unknown'];

const answer = (status: number, headers: Record<string, string> = {}, body?: string): Mishap => ({
  kind: 'answer',
  status,
  headers,
  ...(body !== undefined && { body }),
});
const inSeconds = (seconds: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, seconds)).toUTCString();

/**
 * What goes wrong, and what rows may fail with when it does not stop. Also after applying: a batch that holds a conflict is
 * refused, and when that answer is lost every time, its rows are truly not in effect. `clean`: against an empty import, for a readable
 * 200 in place of a refusal would be a plain lie, which T-3 allows to believe.
 */
const FAULTS: Record<string, { do: Mishap; codes: readonly ErrorCode[]; clean?: boolean }> = {
  'reset before applying': { do: { kind: 'reset', when: 'before' }, codes: ['network_error'] },
  'reset in mid-upload': { do: { kind: 'reset', when: 'midway' }, codes: ['network_error'] },
  'reset after applying': { do: { kind: 'reset', when: 'after' }, codes: ['network_error'] },
  '429 with seconds': { do: answer(429, { 'retry-after': '7' }), codes: ['rate_limited'] },
  '429 with a date': { do: answer(429, { 'retry-after': inSeconds(20) }), codes: ['rate_limited'] },
  '429 with a date that is past': { do: answer(429, { 'retry-after': inSeconds(-9e8) }), codes: ['rate_limited'] },
  '429 with junk': { do: answer(429, { 'retry-after': 'in a while' }), codes: ['rate_limited'] },
  '429 with nothing': { do: answer(429), codes: ['rate_limited'] },
  '429 with 0': { do: answer(429, { 'retry-after': '0' }), codes: ['rate_limited'] },
  '503': { do: answer(503), codes: ['service_unavailable'] },
  '503 with seconds': { do: answer(503, { 'retry-after': '3' }), codes: ['service_unavailable'] },
  '500 after applying': { do: { kind: 'answer', status: 500, apply: true }, codes: ['service_unavailable'] },
  '504': { do: answer(504), codes: ['service_unavailable', 'timeout', 'outcome_unknown'] },
  'headers that never come': { do: { kind: 'stall', when: 'headers' }, codes: LATE },
  'headers that never come, after applying': {
    do: { kind: 'stall', when: 'headers', apply: true },
    codes: LATE,
  },
  'a body that stalls': { do: { kind: 'stall', when: 'body', apply: true }, codes: LATE },
  'a body that trickles': { do: { kind: 'trickle', bytesPerTick: 1, tickMs: 9_000, apply: true }, codes: LATE },
  'a truncated 200': { do: { kind: 'truncate', apply: true }, codes: ['unexpected_response'] },
  'an empty 200': { do: { kind: 'answer', status: 200, body: '', apply: true }, codes: ['unexpected_response'] },
  'a 200 of HTML': {
    do: { kind: 'answer', status: 200, body: '<!doctype html><p>Hi', apply: true },
    codes: ['unexpected_response'],
  },
  'a 200 of {}': { clean: true, do: { kind: 'answer', status: 200, body: '{}', apply: true }, codes: [] },
  'a 200 of HTML, nothing applied': { do: answer(200, {}, '<html>'), codes: ['unexpected_response'] },
  'a 200 of {}, nothing applied': { clean: true, do: answer(200, {}, '{}'), codes: ['unexpected_response'] },
  '400 that says nothing': { do: answer(400, {}, ''), codes: ['unexpected_response'] },
  '400 after applying': {
    do: { kind: 'answer', status: 400, body: 'Bad Request', apply: true },
    codes: ['unexpected_response'],
  },
  '409 although nothing is there': {
    do: answer(409, {}, 'Conflict'),
    codes: ['unexpected_response', 'duplicate_segment_code'],
  },
  '413': { do: answer(413), codes: ['payload_too_large'] },
};

const ATOMICITIES: readonly NonNullable<SandboxOptions['atomicity']>[] = ['atomic', 'partial'];

describe.each(Object.keys(FAULTS))('%s', (name) => {
  const fault = FAULTS[name];
  if (fault === undefined) throw new Error('It is a key of the table.');

  it.each(Object.keys(SCHEDULES))(
    'T-1, T-2, T-8: %s: every row is told the truth, and a run without it heals all',
    async (when) => {
      for (const atomicity of ATOMICITIES) {
        const world = createWorld({ atomicity, ...(fault.clean && { absent: 'ignore' }) });
        const { sandbox } = world;
        if (!fault.clean) sandbox.put(EXISTING);
        sandbox.inject({ on: { kind: 'batch' }, ...SCHEDULES[when], do: fault.do });
        const changeSets = [{ rows: ROWS }];
        const request = { mode: 'mirror', changeSets, delivery: { batchSize: BATCH_SIZE, timeoutMs: 10_000 } } as const;

        const record = await run(world, request);
        expect(record.thrown).toBeUndefined();
        expect(violations({ ...request, segments: sandbox.segments(), ...record })).toEqual([]);
        const failures = [...new Set(record.results.flatMap(({ error }) => error?.code ?? []))];
        // Reads are not befallen, so whatever was in doubt could be read back.
        expect(failures.filter((code) => !fault.codes.includes(code))).toEqual([]);
        if (when.startsWith('once')) expect(failures).toEqual([]);

        sandbox.clearFaults();
        const healed = await run(world, request);
        expect(violations({ ...request, segments: sandbox.segments(), ...healed })).toEqual([]);
        expect(healed.results.filter(({ status }) => status !== 'succeeded')).toEqual([]);
        await sandbox.close();
      }
    },
  );

  it('T-2: when reading back fails too, nobody guesses', async () => {
    const world = createWorld(fault.clean ? { absent: 'ignore' } : {});
    if (!fault.clean) world.sandbox.put(EXISTING);
    world.sandbox.inject({ always: true, do: fault.do });
    const changeSets = [{ rows: ROWS }];
    const request = { mode: 'mirror', changeSets, delivery: { batchSize: BATCH_SIZE, timeoutMs: 10_000 } } as const;
    const record = await run(world, request);
    expect(violations({ ...request, segments: world.sandbox.segments(), ...record })).toEqual([]);
    expect(Object.values(tally(record.results)).reduce((sum, count) => sum + count, 0)).toBe(ROWS.length);
    await world.sandbox.close();
  });
});
