import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel';
import type { AudienceMode } from '../spec/host/change-set.ts';
import type { ErrorCode } from '../spec/host/errors.ts';
import type { WriteSummary } from '../spec/host/row-result.ts';

/** A run, and at its end what its summary says; of an error only the code. */
export interface RunEvent extends Partial<Omit<WriteSummary, 'fatal'>> {
  readonly kind: 'run';
  readonly mode: AudienceMode;
  readonly dryRun: boolean;
  fatal?: ErrorCode;
}

/** A batch, from its first request until all of it is settled. */
export interface BatchEvent {
  readonly kind: 'batch';
  /** From 1. */
  readonly batch: number;
  readonly operations: number;
}

/** What a run publishes for whoever subscribes in this process (O-1). Never a row's value, a name, a code or the key. */
export const channels = {
  run: tracingChannel<unknown, object>('destination-permutive:run'),
  batch: tracingChannel<unknown, object>('destination-permutive:batch'),
  request: tracingChannel<unknown, object>('destination-permutive:request'),
  wait: tracingChannel<unknown, object>('destination-permutive:wait'),
};

/**
 * Carries out `work` between a channel's start and its end. The channel keeps what the promise it watches resolves with, and a
 * value here may hold rows: so that resolves with nothing.
 */
export async function traced<T>(
  channel: TracingChannel<unknown, object>,
  event: object,
  work: () => Promise<T>,
): Promise<T> {
  if (!channel.hasSubscribers) return work();
  let done: { readonly value: T } | undefined;
  await channel.tracePromise(async () => {
    done = { value: await work() };
  }, event);
  if (done === undefined) throw new Error('The work has ended, so it has a value.');
  return done.value;
}

/** A run; once it has ended the event tells its summary. */
export function tracedRun(
  { mode, dryRun }: Pick<RunEvent, 'mode' | 'dryRun'>,
  work: () => Promise<WriteSummary>,
): Promise<WriteSummary> {
  const event: RunEvent = { kind: 'run', mode, dryRun };
  return traced(channels.run, event, async () => {
    const summary = await work();
    const { fatal, ...told } = summary;
    Object.assign(event, told, fatal && { fatal: fatal.code }); // Its message may repeat a row.
    return summary;
  });
}

/** The batch of a number, from 1. */
export function tracedBatch(batch: number, operations: number, work: () => Promise<void>): Promise<void> {
  const event: BatchEvent = { kind: 'batch', batch, operations };
  return traced(channels.batch, event, work);
}
