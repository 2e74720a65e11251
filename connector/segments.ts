import type { ConnectorContext, SegmentsRequest } from '../spec/host/connector.ts';
import { ConnectorError, errorDetail } from '../spec/host/errors.ts';
import type { Segment, SegmentsPage } from '../spec/host/segment.ts';
import { type Clock, systemClock } from './clock.ts';
import { fingerprintOf } from './imported/fingerprint.ts';
import { ListingWalk } from './imported/listing.ts';
import { SegmentIndex } from './imported/segment-index.ts';
import { readConfig, readDelivery } from './order.ts';
import { redactedLogger, redaction } from './redact.ts';
import type { SeenSegment } from './send/decode.ts';
import { openImport } from './send/open.ts';

/** Only which codes were listed is counted, in numbers: a million of them fit into a small heap. */
const LISTED = fingerprintOf({ name: 'listed' });

/**
 * Pages of what the import holds, one in memory at a time, by the same client, lane, retries and bounds as write().
 *
 * @throws {ConnectorError} at the first page when config or delivery are not valid; at any page when it cannot be read.
 * @throws the signal's reason when it aborts.
 */
export async function* segments(
  request: SegmentsRequest,
  context: ConnectorContext = {},
  clock: Clock = systemClock,
): AsyncGenerator<SegmentsPage, void, undefined> {
  const config = readConfig(request.config);
  const delivery = readDelivery(request.delivery);
  const redact = redaction(config.apiKey);
  const { signal: cancel } = context;
  const log = redactedLogger(context.logger, redact);
  const { api } = openImport({ config, delivery, clock, redact, cancel, log }, context);
  const walk = new ListingWalk();
  const codes = new SegmentIndex();
  let token: string | undefined;
  do {
    const verdict = await api.readPage(token);
    cancel?.throwIfAborted();
    if (verdict.kind !== 'success')
      throw ConnectorError.of('error' in verdict ? verdict.error : errorDetail('cancelled'));
    const { segments: listed, totalCount } = verdict.answer;
    const before = codes.size;
    for (const { code } of listed) codes.set(code, LISTED);
    const onward = walk.take(verdict.answer, before, codes.size);
    token = 'token' in onward ? onward.token : undefined;
    yield redact({
      segments: listed.map(segmentOf),
      ...(totalCount !== undefined && { totalCount }),
      ...('end' in onward && { complete: onward.end === 'complete' }),
    });
  } while (token !== undefined);
}

/** A segment as a host sees it: what Permutive does not tell is left out. */
function segmentOf({ id, code, name, description, cpm, categories, updatedAt }: SeenSegment): Segment {
  return {
    ...(id !== undefined && { id }),
    code,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(cpm !== undefined && { cpm }),
    ...(categories !== undefined && { categories }),
    ...(updatedAt !== undefined && { updatedAt }),
  };
}
