import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createReceipt, type RunAbout } from '../../connector/receipt/index.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import type { RequestEnded } from '../../spec/host/request-event.ts';
import type { RowResult, WriteSummary } from '../../spec/host/row-result.ts';

const STARTED = Date.parse('2026-11-25T17:04:11.000Z');
const ABOUT: RunAbout = {
  runId: '0198f2c4-6f0e-7d31-b6a2-90c1e57d43aa',
  number: 43,
  connectorVersion: '0.1.0',
  import: { id: '7c1d9e52-0b8a-4d0e-9c55-2f6b1a7e3d04', name: 'Reader taxonomy' },
  environment: { kind: 'production', host: 'api.permutive.app' },
  mode: 'mirror',
  dryRun: false,
  input: { name: 'audience.csv', bytes: 4_100_000, sha256: 'ab'.repeat(32), rows: 8 },
  plan: { fingerprint: '4b7e-20aa' },
  startedAt: new Date(STARTED).toISOString(),
  resultsFile: 'runs/43/results.ndjson',
};

const request = (number: number, more: Partial<RequestEnded>): RequestEnded => ({
  kind: 'request',
  number,
  at: new Date(STARTED + number * 1_000).toISOString(),
  method: 'PATCH',
  purpose: 'batch',
  attempt: 1,
  verdict: 'success',
  status: 200,
  ms: 500,
  ...more,
});
const row = (rowId: string, more: Partial<RowResult>): RowResult => ({
  rowId,
  status: 'succeeded',
  outcome: 'created',
  operation: 'Create',
  segmentCode: `code_${rowId}`,
  ...more,
});
const summary = (more: Partial<WriteSummary> = {}): WriteSummary => ({
  status: 'completed_with_errors',
  dryRun: false,
  rows: { received: 8, succeeded: 6, failed: 2, skipped: 0 },
  outcomes: { created: 4, updated: 1, deleted: 1, unchanged: 0 },
  segments: { created: 4, updated: 1, deleted: 1, unchanged: 0 },
  requests: { sent: 6, retried: 1 },
  durationMs: 136_000,
  ...more,
});

/** Batch 1: one bad row among four, found by halves. Batch 2: the answer is lost and looked up. Batch 3: asked to pause. */
function trouble(about: Partial<RunAbout> = {}) {
  let now = STARTED;
  const receipt = createReceipt({ ...ABOUT, ...about }, () => now);
  const error = errorDetail('rejected_by_permutive', { message: 'Invalid value for: body', requestId: 'req_5' });
  receipt.event(request(1, { batch: 1, operations: 4, status: 400, positions: [[0, 4]] }));
  receipt.event(request(2, { batch: 1, operations: 2, purpose: 'narrow', positions: [[0, 2]] }));
  receipt.event(request(3, { batch: 1, operations: 1, purpose: 'narrow', status: 400, positions: [[2, 3]] }));
  receipt.event(request(4, { batch: 1, operations: 1, purpose: 'narrow', positions: [[3, 4]] }));
  for (const id of ['1', '2', '4']) receipt.record(row(id, { batch: 1, requests: [1, 2] }));
  const bad = row('3', { status: 'failed', outcome: null, batch: 1, requests: [1, 3], error });
  receipt.record(bad, { name: 'Sports > <Tennis>', where: 'row 18,261' });
  now += 10_000;
  const { status: _none, ...lost } = request(5, { batch: 2, operations: 1, ms: 8_000, verdict: 'lost' });
  receipt.event(lost);
  receipt.event(request(6, { batch: 2, method: 'GET', purpose: 'confirm' }));
  receipt.record(row('5', { batch: 2, outcome: 'updated', operation: 'Update', requests: [5, 6] }));
  receipt.event(request(7, { batch: 3, operations: 2, status: 429, verdict: 'wait' }));
  receipt.event({ kind: 'wait', until: new Date(STARTED + 22_000).toISOString(), ms: 15_000, reason: 'rate_limited' });
  const waiting = receipt.facts();
  receipt.event(request(8, { batch: 3, operations: 2, attempt: 2 }));
  now += 15_000;
  const gone = row('6', { batch: 3, outcome: 'deleted', operation: 'Delete', requests: [7, 8] });
  receipt.record(gone, { name: 'Campaigns > Summer 2023' });
  receipt.record(row('7', { batch: 3, requests: [7, 8] }));
  const unread = errorDetail('invalid_field', { field: 'cpm', message: 'cpm "ask sales" is not a number.' });
  receipt.record(row('8', { status: 'failed', outcome: null, operation: null, error: unread }), { where: 'line 9' });
  return { receipt, waiting };
}

describe('a receipt (U-13)', () => {
  test('U-13: its title is the result, and every number in it adds up', () => {
    const { facts } = trouble().receipt.end(summary());
    const { created, updated, deleted, unchanged, skipped, failed, settled } = facts.rows;
    expect(created + updated + deleted + unchanged + skipped + failed).toBe(settled);
    expect(facts.rows).toMatchObject({
      settled: 8,
      created: 4,
      updated: 1,
      deleted: 1,
      failed: 2,
      sent: 7,
      unknown: 0,
    });
    expect(trouble().receipt.end(summary()).toMarkdown()).toContain('### 6 of 8 rows are in effect, 2 failed');
  });

  test('U-13: every deletion and every failure stands in it by name, with its own words', () => {
    const html = trouble().receipt.end(summary()).toHtml();
    expect(html).toContain('Campaigns &gt; Summer 2023');
    expect(html).toContain('Sports &gt; &lt;Tennis&gt;');
    expect(html).toContain('row 18,261');
    expect(html).toContain('Invalid value for: body');
    expect(html).toContain('cpm &quot;ask sales&quot; is not a number.');
    expect(html).toContain('line 9');
  });

  test('U-13, X-2: it holds its own facts, which a machine reads back, and no script but the one for search', () => {
    const { toHtml, facts } = trouble({ import: { id: 'x', name: '</script><script>alert(1)</script>' } }).receipt.end(
      summary(),
    );
    const scripts = [...toHtml().matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)];
    expect(scripts.map(([, attributes]) => attributes)).toEqual([' type="application/json" id="facts"', '']);
    const digest = createHash('sha256')
      .update(scripts[1]?.[2] ?? '')
      .digest('base64');
    expect(toHtml()).toContain(`script-src &#x27;sha256-${digest}&#x27;`);
    expect(JSON.parse(scripts[0]?.[2] ?? '')).toEqual(facts);
    expect(toHtml()).not.toMatch(/<[^>]+ on[a-z]+=/);
  });

  test('U-13: a dry run speaks in the conditional and a sandbox is named, on paper and in Markdown', () => {
    const dry = trouble({ dryRun: true }).receipt.end(summary({ dryRun: true }));
    expect(dry.toHtml()).toContain('<p class="word">Dry run</p>');
    expect(dry.toHtml()).toContain('Nothing was changed. 6 changes would be made.');
    expect(dry.toMarkdown()).toContain('would be created');
    const sandbox = trouble({ environment: { kind: 'sandbox', host: '127.0.0.1' } }).receipt.end(summary());
    expect(sandbox.toHtml()).toContain('<p class="word">Sandbox</p>');
    expect(sandbox.toHtml()).toContain('in effect in the sandbox');
    expect(trouble().receipt.end(summary()).toHtml()).not.toContain('class="word"');
  });

  test('U-13: a run that broke off is titled by what broke it, and says how many rows were not sent', () => {
    const receipt = createReceipt({ ...ABOUT, input: { name: 'a.csv', rows: 3 } }, () => STARTED);
    const fatal = errorDetail('authentication_failed');
    receipt.record(row('1', { batch: 1, requests: [1] }));
    for (const id of ['2', '3'])
      receipt.record(row(id, { status: 'failed', outcome: null, operation: null, requests: [], error: fatal }));
    const { facts, toHtml } = receipt.end(summary({ status: 'failed', fatal }));
    expect(toHtml()).toContain('<h1>Stopped at 1 of 3 rows: the key is not accepted any more</h1>');
    expect(facts.rows.notSent).toBe(2);
    expect(toHtml()).toContain('2 not sent');
    // No batch is told as failed for what never went out, and the cause says so.
    expect(facts.causes).toMatchObject([{ rows: 2, notSent: true }]);
  });

  test('U-9: what each batch met is told: split down to the guilty row, looked up, waited for', () => {
    const { facts } = trouble().receipt.end(summary());
    expect(facts.batches.map(({ batch, marks }) => [batch, marks])).toEqual([
      [1, ['split']],
      [2, ['looked_up']],
      [3, ['waited', 'sent_again']],
    ]);
    expect(facts.batches[0]?.guilty).toEqual([0.5]);
    expect(facts.troubles.map(({ kind, what }) => [kind, what])).toEqual([
      ['split', 'Refused for 1 bad row of 4'],
      ['lost', 'No answer after 8 s'],
      ['wait', 'Waited 15 s (429)'],
    ]);
  });

  test('U-9: while a wait lasts its end stands in the facts, and afterwards it does not', () => {
    const { receipt, waiting } = trouble();
    expect(waiting.batches[2]?.waitingUntil).toBe(new Date(STARTED + 22_000).toISOString());
    expect(receipt.facts().batches[2]?.waitingUntil).toBeUndefined();
    expect(receipt.facts().waitedMs).toBe(15_000);
  });

  test('U-13: its chart is in steps, stands still while the run waits, and shows the wait as a gap', () => {
    let now = STARTED;
    const receipt = createReceipt({ ...ABOUT, input: { name: 'a.csv', rows: 20 } }, () => now);
    const settle = (from: number) => {
      for (let id = from; id < from + 10; id += 1) receipt.record(row(String(id), { batch: 1 }));
    };
    now += 1_000;
    settle(0);
    receipt.event({
      kind: 'wait',
      until: new Date(STARTED + 12_000).toISOString(),
      ms: 10_000,
      reason: 'rate_limited',
    });
    now = STARTED + 13_000;
    settle(10);
    const html = receipt.end(summary(), new Date(STARTED + 14_000).toISOString()).toHtml();
    const gap = /<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" [^>]*fill="url\(#wait\)"/.exec(html);
    const [from, to] = [Number(gap?.[1]), Number(gap?.[1]) + Number(gap?.[2])];
    const path = /<path class="settled" d="M([^"]+)"/.exec(html)?.[1] ?? '';
    const points = path.split('L').map((point) => point.split(',').map(Number)) as [x: number, y: number][]; // As d3 writes them.
    // Each step is level, then upright; the one from before the wait to after it is level all the way.
    const edges = points.slice(1).map(([x, y], at) => ({ from: points[at] ?? [x, y], to: [x, y] as const }));
    expect(edges.filter((edge) => edge.from[0] !== edge.to[0] && edge.from[1] !== edge.to[1])).toEqual([]);
    const over = edges.filter((edge) => edge.from[0] < to && edge.to[0] > from);
    expect(over).toHaveLength(1);
    expect(over[0]?.from[0]).toBeLessThan(from);
    expect(over[0]?.to[0]).toBeGreaterThan(to);
    expect(html).toContain('>wait 10 s<');
  });

  test('U-9: a wait that the end of the run cut short is told as long as it was, and what was not sent is no failure of its batch', () => {
    let now = STARTED;
    const receipt = createReceipt(ABOUT, () => now);
    receipt.event(request(1, { batch: 1, operations: 2, status: 429, verdict: 'wait' }));
    receipt.event({
      kind: 'wait',
      until: new Date(STARTED + 40_000).toISOString(),
      ms: 40_000,
      reason: 'rate_limited',
    });
    now += 3_000;
    for (const id of ['1', '2'])
      receipt.record(
        row(id, {
          status: 'failed',
          outcome: null,
          operation: null,
          batch: 1,
          requests: [],
          error: errorDetail('cancelled'),
        }),
      );
    const { facts } = receipt.end(summary({ status: 'cancelled' }));
    expect(facts.waitedMs).toBe(3_000);
    expect(facts.batches[0]).toMatchObject({ waitedMs: 3_000, notSent: 2, outcomes: { failed: 0 } });
    expect(facts.troubles[0]).toMatchObject({ what: 'Waited 3 s (429)', detail: 'the run ended meanwhile' });
  });

  test('U-9: what was sent of a batch lies to scale where some of its changes need no operation', () => {
    const receipt = createReceipt(ABOUT, () => STARTED);
    // Ten places, of which the first four need nothing; the last is refused alone.
    receipt.event(request(1, { batch: 1, operations: 6, status: 400, positions: [[4, 10]] }));
    receipt.event(request(2, { batch: 1, operations: 1, purpose: 'narrow', status: 400, positions: [[9, 10]] }));
    expect(receipt.facts().batches[0]?.guilty).toEqual([0.9]);
  });

  test('U-13: Markdown of a row is text: it makes no link, no heading and no mention', () => {
    const receipt = createReceipt(ABOUT, () => STARTED);
    receipt.record(row('1', { outcome: 'deleted', operation: 'Delete' }), {
      name: '[x](http://e.vil) @all #1\n# Heading',
    });
    const markdown = receipt.end(summary()).toMarkdown();
    expect(markdown).not.toContain('](');
    expect(markdown).not.toContain('@all');
    expect(markdown).not.toMatch(/^# Heading/m);
  });

  test('U-13: it grows with batches and causes, not with rows', () => {
    const receipt = createReceipt(ABOUT, () => STARTED);
    const error = errorDetail('invalid_field', { field: 'cpm' });
    for (let id = 0; id < 20_000; id += 1)
      receipt.record(row(String(id), { status: 'failed', outcome: null, operation: null, error }));
    const { facts } = receipt.end(summary());
    expect(facts.causes[0]?.rows).toBe(20_000);
    expect(facts.causes[0]?.instances).toHaveLength(10_000);
    expect(receipt.facts({ brief: true }).causes[0]?.instances).toHaveLength(3);
  });
});
