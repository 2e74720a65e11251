import type { ConnectorContext, WriteContext, WriteRequest } from '../../spec/host/connector.ts';
import type { WriteSummary } from '../../spec/host/row-result.ts';
import { type Clock, systemClock } from '../clock.ts';
import { fingerprintOf } from '../imported/fingerprint.ts';
import { SegmentIndex } from '../imported/segment-index.ts';
import { readOrder } from '../order.ts';
import { segments } from '../segments.ts';
import { write } from '../write.ts';
import { LeftFields } from './left-fields.ts';
import { OneCourse } from './one-course.ts';
import type { ReconcileContext } from './request.ts';

/** A host that keeps what the import held. */
export type BackupContext = WriteContext &
  Required<Pick<ReconcileContext, 'onListing'>> &
  Pick<ReconcileContext, 'onListed'>;

/**
 * write() on an import that is listed first, for a backup. So only differences are sent, from the first batch on (T-5). Results of segments that
 * were created or updated name Permutive's id and the fields that are there now: with the backup, `planUndo` makes the way back of them.
 *
 * @throws {ConnectorError} before a row is read, when the request is not valid or the import cannot be listed whole; nothing was sent.
 */
export async function backedUpWrite(
  request: WriteRequest,
  context: BackupContext,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Promise<WriteSummary> {
  readOrder(request, context);
  const { onListing, onListed, onProgress, ...watching } = context;
  const course = new OneCourse(context);
  const requests = { sent: 0, retried: 0 };
  const listing = course.part();
  const known = await listed(request, onListing, clock, {
    ...watching,
    onRequest(event) {
      if (event.kind === 'request') requests.sent += 1;
      if (event.kind === 'request' && event.attempt > 1) requests.retried += 1;
      listing.onRequest(event);
    },
  });
  await onListed?.();
  const counted = <T extends Pick<WriteSummary, 'requests'>>(of: T): T => ({
    ...of,
    requests: { sent: of.requests.sent + requests.sent, retried: of.requests.retried + requests.retried },
  });
  const left = new LeftFields(known, clock);
  const part = course.part();
  const summary = await write(
    request,
    {
      ...watching,
      onRequest: part.onRequest,
      onRowResult: (result) => context.onRowResult(left.toldBy(part.placed(result))),
      onProgress: (progress) => onProgress?.(counted(progress)),
    },
    { clock, known, through: left.through },
  );
  return counted(summary);
}

async function listed(
  { config, delivery }: WriteRequest,
  onListing: BackupContext['onListing'],
  clock: Clock,
  context: ConnectorContext,
): Promise<SegmentIndex> {
  const index = new SegmentIndex();
  for await (const page of segments({ config, ...(delivery !== undefined && { delivery }) }, context, clock)) {
    for (const segment of page.segments) index.set(segment.code, fingerprintOf(segment));
    if (page.complete !== undefined) index.complete = page.complete;
    await onListing(page.segments);
  }
  return index;
}
