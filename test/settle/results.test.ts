import { describe, expect, it } from '@jest/globals';
import { redaction } from '../../connector/redact.ts';
import { Results, type ResultsOptions } from '../../connector/settle/results.ts';
import type { WriteContext } from '../../spec/host/connector.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import type { RowResult, WriteProgress } from '../../spec/host/row-result.ts';
import { removal, wanted } from '../plan/changes.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const KEY = '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11';

/** Results of a run that is told to a host, and all that the host and its log heard. */
function telling(context: Partial<WriteContext> = {}, options: Partial<ResultsOptions> = {}) {
  const results: RowResult[] = [];
  const reports: WriteProgress[] = [];
  const logged: unknown[] = [];
  const silent = () => undefined;
  const info = (fields: object, message?: string) => void logged.push({ ...fields, message });
  const clock = new VirtualClock();
  const told = new Results(
    {
      onRowResult: (result) => void results.push(result),
      onProgress: (report) => void reports.push(report),
      ...context,
    },
    {
      log: { trace: silent, debug: silent, info, warn: silent, error: silent },
      clock,
      redact: redaction(KEY),
      cancel: new AbortController().signal,
      onHostFault: silent,
      ...options,
    },
  );
  return { told, results, reports, logged, clock };
}

const settled = (code: string, status: 'failed' | 'skipped' = 'failed') => ({
  ...removal(code),
  status,
  error: errorDetail('missing_segment_name', { message: `A row with ${KEY}.` }),
});
const by = { batch: 1, requests: [1] };
const plain = { spellingOf: () => undefined };

describe('what a run tells its host', () => {
  it('T-1: rows that need no sending have their result as they come in, and are counted', async () => {
    const { told, results, reports } = telling();
    await told.received(3, [settled('a'), settled('b', 'skipped')]);
    expect(results.map(({ rowId, status }) => [rowId, status])).toEqual([
      ['a', 'failed'],
      ['b', 'skipped'],
    ]);
    expect(reports.map(({ rows }) => rows)).toEqual([{ received: 3, succeeded: 0, failed: 1, skipped: 1 }]);
    expect(told.settled).toBe(2);
  });

  it('T-1: changes accepted as they were asked for have theirs, and the host hears how far the run is', async () => {
    const { told, results, reports } = telling();
    await told.accepted([wanted('a'), removal('b')], by);
    expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'deleted']);
    expect(reports.at(-1)?.rows.succeeded).toBe(2);
    expect(told.settled).toBe(2);
  });

  it('T-3: what was brought about is known by its code, until it is deleted', async () => {
    const { told } = telling();
    await told.accepted([wanted('a'), wanted('b')], by);
    await told.accepted([removal('b')], by);
    expect(['a', 'b', 'c'].map((code) => told.isBroughtAbout(code))).toEqual([true, false, false]);
  });

  it('T-1: changes that became facts have theirs, and the host hears how far the run is', async () => {
    const { told, results, reports } = telling();
    const standing = { is: 'fact', sent: 'Create', resolution: { is: 'succeeded', outcome: 'created' } } as const;
    await told.facts([{ change: wanted('a'), standing, requests: [2, 3] }], 4, plain);
    expect(results).toMatchObject([{ rowId: 'a', outcome: 'created', batch: 4, requests: [2, 3] }]);
    expect(reports.at(-1)?.rows.succeeded).toBe(1);
  });

  it('T-1: changes that have no result yet cannot be known, those that have keep it', async () => {
    const { told, results } = telling();
    const [done, open] = [wanted('done'), wanted('open')];
    await told.accepted([done], by);
    await told.unknown([done, open]);
    expect(results.map(({ rowId, status, error }) => [rowId, status, error?.code])).toEqual([
      ['done', 'succeeded', undefined],
      ['open', 'failed', 'outcome_unknown'],
    ]);
    expect(results[0]).not.toHaveProperty('error');
  });

  it('X-1: the key is taken out of a result’s error', async () => {
    const { told, results } = telling();
    await told.received(1, [settled('a')]);
    expect(results[0]?.error?.message).toBe('A row with [redacted].');
  });

  it('T-10: what the host threw first is kept, and told of once', async () => {
    let faults = 0;
    const { told } = telling(
      {
        onRowResult: ({ rowId }) => {
          throw new Error(rowId);
        },
      },
      {
        onHostFault: () => {
          faults += 1;
        },
      },
    );
    await told.accepted([wanted('a'), wanted('b')], by);
    expect([String(told.hostFault?.error), faults]).toEqual(['Error: a', 1]);
  });

  it('T-9: a host that does not take a result holds a cancelled run for 500 ms', async () => {
    const { told, clock } = telling(
      { onRowResult: () => new Promise<void>(() => {}) },
      { cancel: AbortSignal.abort() },
    );
    const since = clock.now();
    // On the clock that the run waits by.
    await told.accepted([wanted('a'), wanted('b')], by);
    expect(clock.now() - since).toBe(500);
  });

  it('T-11: each request and each wait is told, and a wait is logged with its reason', () => {
    const { told, reports, logged } = telling();
    told.onRequest(false);
    told.onRequest(true);
    told.onWait(1_500.4, errorDetail('rate_limited', { requestId: 'r' }));
    expect(reports.map(({ requests }) => requests)).toEqual([
      { sent: 1, retried: 0 },
      { sent: 2, retried: 1 },
      { sent: 2, retried: 1 },
    ]);
    expect(reports.at(-1)?.waitingFor).toBe('rate_limited');
    expect(logged).toEqual([
      { waitMs: 1_500, reason: 'rate_limited', requestId: 'r', message: 'Waiting for Permutive.' },
    ]);
  });

  it('T-11: the summary says how the run ended and how long it took, and is logged', async () => {
    const { told, clock, logged } = telling();
    told.onRequest(false);
    await told.received(1, [settled('a')]);
    await clock.wait(2_000);
    const fatal = errorDetail('authentication_failed', { message: `No ${KEY}.` });
    const summary = told.summary({ dryRun: true, fatal });
    expect(summary).toMatchObject({
      status: 'failed',
      dryRun: true,
      rows: { received: 1, succeeded: 0, failed: 1, skipped: 0 },
      outcomes: { created: 0, updated: 0, deleted: 0, unchanged: 0 },
      segments: { created: 0, updated: 0, deleted: 0, unchanged: 0 },
      requests: { sent: 1, retried: 0 },
      durationMs: 2_000,
      fatal: { code: 'authentication_failed', message: 'No [redacted].' },
    });
    expect(logged).toEqual([{ ...summary, message: 'Run ended.' }]);
  });

  it('T-11: a run without anything fatal has no such part', () => {
    expect(telling().told.summary({ dryRun: false, fatal: undefined })).not.toHaveProperty('fatal');
    const cancelled = telling({}, { cancel: AbortSignal.abort() }).told;
    expect(cancelled.summary({ dryRun: false, fatal: undefined }).status).toBe('cancelled');
  });

  it('T-12: a host need not ask for progress', async () => {
    const { told } = telling({ onProgress: undefined });
    await told.received(1, []);
    expect(told.settled).toBe(0);
  });
});
