/** Spans and metrics of this process's runs, for hosts that use OpenTelemetry (O-2, O-3). */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  context,
  type MeterProvider,
  metrics,
  type Span,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { RequestEvent } from '../../spec/host/request-event.ts';
import { VERSION } from '../../spec/version.ts';
import { type BatchEvent, channels, type RunEvent } from '../channels.ts';
import { Metrics } from './metrics.ts';

const NAME = 'destination-permutive';

export interface Instrumentation {
  /** The global one when absent. */
  readonly tracerProvider?: TracerProvider;
  /** The global one when absent. */
  readonly meterProvider?: MeterProvider;
}

/** A run or a batch that is under way. */
interface Underway {
  readonly span: Span;
  readonly startedAt: number;
  /** Requests that sent operations. */
  attempts: number;
}

/**
 * Makes a span of each run (`destination.write`) and of each batch in it (`destination.batch`), and records the metrics of O-3.
 * Requests get no span here: the instrumentation of the host's HTTP client makes them. Call it once; the function that it
 * returns ends it.
 */
export function instrument({ tracerProvider, meterProvider }: Instrumentation = {}): () => void {
  const tracer = (tracerProvider ?? trace.getTracerProvider()).getTracer(NAME, VERSION);
  const recorded = new Metrics((meterProvider ?? metrics.getMeterProvider()).getMeter(NAME, VERSION));
  /** What the code that publishes is within: a batch knows its run by it. */
  const within = new AsyncLocalStorage<Underway | undefined>();
  const underway = new WeakMap<object, Underway>();

  const begin = (name: string, event: object, attributes: Record<string, string | number | boolean>): Underway => {
    const parent = within.getStore();
    const around = parent === undefined ? context.active() : trace.setSpan(context.active(), parent.span);
    const one = { span: tracer.startSpan(name, { attributes }, around), startedAt: performance.now(), attempts: 0 };
    underway.set(event, one);
    return one;
  };
  const secondsOf = ({ startedAt }: Underway) => (performance.now() - startedAt) / 1_000;

  const beginRun = (event: object): Underway => {
    const { mode, dryRun } = event as RunEvent; // What the channel carries.
    return begin('destination.write', event, { 'destination.mode': mode, 'destination.dry_run': dryRun });
  };
  const beginBatch = (event: object): Underway => {
    const { batch, operations } = event as BatchEvent; // What the channel carries.
    return begin('destination.batch', event, { 'destination.batch': batch, 'destination.operations': operations });
  };

  const endRun = (event: object): void => {
    const one = underway.get(event);
    if (one === undefined) return;
    const run = event as RunEvent; // What the channel carries.
    recorded.run(run, secondsOf(one));
    const { status, rows, fatal } = run;
    if (status !== undefined) one.span.setAttribute('destination.status', status);
    for (const [kind, count] of Object.entries(rows ?? {})) one.span.setAttribute(`destination.rows.${kind}`, count);
    if (status === undefined || fatal !== undefined) {
      one.span.setStatus({ code: SpanStatusCode.ERROR, message: fatal ?? 'thrown' });
    }
    one.span.end();
  };
  const endBatch = (event: object): void => {
    const one = underway.get(event);
    if (one === undefined) return;
    recorded.batch(event as BatchEvent, secondsOf(one), one.attempts); // What the channel carries.
    one.span.setAttribute('destination.attempts', one.attempts);
    one.span.end();
  };
  const endExchange = (event: object): void => {
    const exchange = event as RequestEvent; // What both channels carry.
    recorded.exchange(exchange);
    const one = within.getStore();
    if (one !== undefined && exchange.kind === 'request' && exchange.operations !== undefined) one.attempts += 1;
  };

  channels.run.start.bindStore(within, beginRun);
  channels.batch.start.bindStore(within, beginBatch);
  const ends = [
    { of: channels.run, tell: endRun },
    { of: channels.batch, tell: endBatch },
    { of: channels.request, tell: endExchange },
    { of: channels.wait, tell: endExchange },
  ].map(({ of, tell }) => ({ channel: of.asyncEnd, listener: (event: unknown) => tell(event as object) })); // Channels publish objects.
  for (const { channel, listener } of ends) channel.subscribe(listener);
  return () => {
    channels.run.start.unbindStore(within);
    channels.batch.start.unbindStore(within);
    for (const { channel, listener } of ends) channel.unsubscribe(listener);
  };
}
