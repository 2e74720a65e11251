import { afterEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { instrument } from '../../connector/opentelemetry/index.ts';
import { refusal } from '../../spec/taxonomy/sandbox/index.ts';
import { createWorld, rows, run } from '../support/run.ts';

/** A host that keeps what it is told. */
function watching() {
  const spans = new InMemorySpanExporter();
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const end = instrument({
    tracerProvider: new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
    meterProvider,
  });
  return {
    end,
    spans: () => spans.getFinishedSpans(),
    async metrics() {
      await meterProvider.forceFlush();
      const [latest] = exporter.getMetrics().slice(-1);
      return Object.fromEntries(
        (latest?.scopeMetrics ?? []).flatMap(({ metrics }) =>
          metrics.map(({ descriptor, dataPoints }) => [descriptor.name, { unit: descriptor.unit, dataPoints }]),
        ),
      );
    },
    async close() {
      end();
      await meterProvider.shutdown();
    },
  };
}

describe('instrument()', () => {
  let watched: ReturnType<typeof watching>;
  afterEach(() => watched.close());

  it('O-2: makes a span of the run and one of each batch within it', async () => {
    watched = watching();
    await run(createWorld(), { changeSets: [{ rows: rows(25) }], delivery: { batchSize: 10 } });
    const [whole, ...others] = watched.spans().filter(({ name }) => name === 'destination.write');
    expect(others).toEqual([]);
    expect(whole?.attributes).toMatchObject({ 'destination.status': 'completed', 'destination.rows.received': 25 });
    const batches = watched.spans().filter(({ name }) => name === 'destination.batch');
    expect(
      batches.map(({ attributes }) => [attributes['destination.batch'], attributes['destination.operations']]),
    ).toEqual([
      [1, 10],
      [2, 10],
      [3, 5],
    ]);
    for (const { parentSpanContext } of batches) expect(parentSpanContext?.spanId).toBe(whole?.spanContext().spanId);
    expect(watched.spans()).toHaveLength(4);
  });

  it('O-2: runs side by side keep their batches apart', async () => {
    watched = watching();
    await Promise.all(
      [3, 7].map((count) => run(createWorld(), { changeSets: [{ rows: rows(count) }], delivery: { batchSize: 1 } })),
    );
    const runs = watched.spans().filter(({ name }) => name === 'destination.write');
    const counts = runs.map(
      (one) =>
        watched.spans().filter(({ parentSpanContext }) => parentSpanContext?.spanId === one.spanContext().spanId)
          .length,
    );
    expect(counts.sort()).toEqual([3, 7]);
  });

  it('O-3: records rows, batches, attempts, waits and reads, in UCUM units', async () => {
    watched = watching();
    const world = createWorld();
    world.sandbox.put([{ code: 'c0', name: 'Other' }]);
    world.sandbox.inject({ on: { kind: 'batch' }, nth: 1, do: refusal(429, 'Slow down.', { 'retry-after': '7' }) });
    const { exchanges } = await run(world, {
      changeSets: [{ rows: [...rows(9), { rowId: 'x', segment_code: 'not a code' }] }],
    });
    const metrics = await watched.metrics();
    const sums = (name: string) =>
      metrics[name]?.dataPoints.map(({ attributes, value }) => [
        attributes,
        typeof value === 'number' ? value : (value as { sum?: number }).sum,
      ]);
    expect(Object.fromEntries(Object.entries(metrics).map(([name, { unit }]) => [name, unit]))).toEqual({
      'destination.run.duration': 's',
      'destination.row.results': '{row}',
      'destination.batch.duration': 's',
      'destination.batch.operations': '{operation}',
      'destination.batch.attempts': '{attempt}',
      'destination.wait.duration': 's',
      'destination.read.requests': '{request}',
    });
    const results = new Map(
      (sums('destination.row.results') ?? []).map(([attributes, value]) => [JSON.stringify(attributes), value]),
    );
    const of = { mode: 'upsert', dry_run: false };
    expect(results.get(JSON.stringify({ ...of, status: 'failed' }))).toBe(1);
    expect([...results.values()].reduce((sum: number, value) => sum + Number(value), 0)).toBe(10);
    expect(sums('destination.wait.duration')?.[0]?.[0]).toEqual({ reason: 'rate_limited' });
    expect(Number(sums('destination.wait.duration')?.[0]?.[1])).toBeGreaterThanOrEqual(7);
    const patches = exchanges.filter(({ method }) => method === 'PATCH').length;
    expect(sums('destination.batch.attempts')).toEqual([[{}, patches]]);
    const reads = (sums('destination.read.requests') ?? []).reduce((sum, [, value]) => sum + Number(value), 0);
    expect(reads).toBe(exchanges.length - patches);
  });

  it('O-2: a run that ends early is a span with an error, by its code', async () => {
    watched = watching();
    const world = createWorld();
    await run(world, { changeSets: [{ rows: rows(3) }], apiKey: world.sandbox.keys.public });
    const whole = watched.spans().find(({ name }) => name === 'destination.write');
    expect(whole?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'authentication_failed' });
  });

  it('O-3: nothing of a row, of the key or of an answer is in any signal', async () => {
    watched = watching();
    const world = createWorld();
    const hostile = 'HOSTILE';
    world.sandbox.change({ rejects: ({ operation }) => operation === 'Create' });
    await run(world, {
      changeSets: [
        {
          id: `${hostile}-set`,
          rows: [
            {
              rowId: `${hostile}-row`,
              segment_code: `${hostile}_code`,
              segment_name: `${hostile} name`,
              description: hostile,
            },
            {
              rowId: `${hostile}-other`,
              segment_code: `${hostile} not a code`,
              segment_name: hostile,
              categories: [hostile],
            },
          ],
        },
      ],
    });
    const told = JSON.stringify([
      watched.spans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
      await watched.metrics(),
    ]).toLowerCase();
    expect(told).toContain('destination.row.results');
    expect(told).not.toContain(hostile.toLowerCase());
    expect(told).not.toContain(world.sandbox.keys.write);
  });

  it('O-1: tells nothing more once it has ended', async () => {
    watched = watching();
    watched.end();
    await run(createWorld(), { changeSets: [{ rows: rows(3) }] });
    expect(watched.spans()).toEqual([]);
  });
});
