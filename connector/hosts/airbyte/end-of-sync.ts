import type { ErrorDetail } from '../../../spec/host/errors.ts';
import { Fault } from './fault.ts';
import { isRejection } from './rejections.ts';
import type { StreamProgress } from './stream-progress.ts';

/** What is known once everything that was read has its result. */
export interface SyncFacts {
  /** What the input held that ended it early. */
  readonly input: Fault | undefined;
  /** What Permutive said that ended the run (D-6). */
  readonly fatal: ErrorDetail | undefined;
  /** Streams blocked by a record, in the order it happened. */
  readonly blocked: readonly StreamProgress[];
  readonly streams: readonly StreamProgress[];
  /** The engine's number of this attempt, from "0". */
  readonly attempt: string | undefined;
}

/** What ends the sync as failed, the strongest reason first; nothing when all is well so far. */
export function faultOf({ input, fatal, blocked, streams, attempt }: SyncFacts): Fault | undefined {
  if (fatal !== undefined) return faultBy('config_error', fatal);
  if (input !== undefined) return input;
  const [first] = blocked;
  if (first?.blocked !== undefined) return blockedFault(first, first.blocked, attempt);
  return incompleteFault(streams);
}

const faultBy = (type: Fault['failureType'], { code, message, remedy }: ErrorDetail): Fault =>
  new Fault(type, `${message} ${remedy}`, { internal: code });

/** what was not delivered comes again with the next attempt, unless that cannot help. */
function blockedFault({ stream }: StreamProgress, error: ErrorDetail, attempt: string | undefined): Fault {
  const { code, message, remedy } = error;
  const again = Number(attempt ?? 0) >= 1;
  const hopeless = isRejection(error, attempt) || (code === 'not_isolated' && again);
  return new Fault(
    hopeless ? 'config_error' : 'transient_error',
    `Stream "${stream.descriptor.name}" was not delivered in full. ${message} ${remedy}`,
    { internal: code, stream: stream.descriptor },
  );
}

/** an engine that counts generations says when a stream is complete; without that a source that died looks like one that is done. */
function incompleteFault(streams: readonly StreamProgress[]): Fault | undefined {
  if (streams.every(({ stream }) => stream.generation === undefined)) return undefined;
  const incomplete = streams.find(({ complete }) => !complete);
  if (incomplete === undefined) return undefined;
  const { descriptor } = incomplete.stream;
  return new Fault(
    'transient_error',
    `The input ended before stream "${descriptor.name}" was complete. What had come was delivered; the rest comes with the next attempt.`,
    { stream: descriptor },
  );
}
