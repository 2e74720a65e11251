import { Fault } from './fault.ts';
import type { DeleteMissing } from './settings.ts';
import type { StreamProgress } from './stream-progress.ts';

/** Whether what was sent is the whole list, so that what it lacks may be deleted; else why not. */
export type ListVerdict = { readonly whole: true } | { readonly whole: false; readonly because: string };

const partial = (because: string): ListVerdict => ({ whole: false, because });

/** Whether the engine asked that the stream's records replace what was there (E5). */
const replaces = ({ stream: { generation } }: StreamProgress): boolean =>
  generation !== undefined && generation.id > 0 && generation.minimum === generation.id;

/** `attempt`: the engine's number of this attempt, from "0"; a later one may carry only the rest of the list (E6). */
function judgeList(progress: StreamProgress, attempt: string | undefined): ListVerdict {
  const { stream, records, rejected, complete, blocked } = progress;
  if (stream.does === 'remove') return partial('lists segments to remove');
  if (!replaces(progress)) return partial('does not send its whole list in this sync');
  if (!complete) return partial('did not end');
  if (blocked !== undefined) return partial('could not be delivered in full');
  if (rejected > 0) return partial(`has ${rejected} rejected records`);
  if (records === 0) return partial('is empty');
  if ((stream.resumable || !stream.fullRefresh) && attempt !== '0')
    return partial('was resumed, so it may have sent only the rest of its list');
  return { whole: true };
}

/** All streams share the import, so the list is whole only when each of them is. */
export function judgeLists(streams: readonly StreamProgress[], attempt: string | undefined): ListVerdict {
  if (streams.length === 0) return partial('there is no stream');
  for (const progress of streams) {
    const verdict = judgeList(progress, attempt);
    if (!verdict.whole) return partial(`stream "${progress.stream.descriptor.name}" ${verdict.because}`);
  }
  return { whole: true };
}

/**
 * Without generation ids it cannot be told which list is whole (E4).
 *
 * @throws {Fault} deletions are asked for and the engine counts no generations.
 */
export function requireGenerations({ mode }: DeleteMissing, streams: readonly StreamProgress[]): void {
  if (mode === 'off' || streams.every(({ stream }) => stream.generation !== undefined)) return;
  throw new Fault(
    'config_error',
    'Segments that are no longer listed cannot be deleted: this Airbyte gives no generation ids to the connector. Set supports_refreshes to true in the table actor_definition_version of its database for this connector, or set "Segments that are no longer listed" to "Keep".',
  );
}

/** What is told before a sync whose lists replace what was there, when nothing is to be deleted for it. */
export const warnOfReplacing = ({ mode }: DeleteMissing, streams: readonly StreamProgress[]): readonly string[] =>
  mode === 'off' && streams.some(replaces)
    ? [
        'The connection replaces the list, but segments that are no longer listed stay: "Segments that are no longer listed" is set to "Keep".',
      ]
    : [];

/** What is told after a sync that deleted nothing, though somebody may expect it. */
export function whyNothingIsDeleted(
  verdict: ListVerdict,
  { mode }: DeleteMissing,
  streams: readonly StreamProgress[],
): string | undefined {
  if (streams.some(replaces) && streams.every(({ records }) => records === 0)) {
    // a clear or a reset of the connection.
    return 'The sync held no records (a clear or reset): nothing is deleted at Permutive. To delete segments, send their records with a deleted column or in a stream of the mode Soft delete.';
  }
  return mode === 'off' || verdict.whole ? undefined : `No missing segments are deleted: ${verdict.because}.`;
}
