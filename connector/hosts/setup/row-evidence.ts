import type { RequestEnded } from '../../../spec/host/request-event.ts';
import { evidenceOf } from '../../receipt/index.ts';
import { UsageError } from '../usage-error.ts';
import type { KnownRun } from './known-run.ts';
import type { RowEvidence } from './protocol.ts';
import { FIELDS, rowOf, textOfField } from './run-rows.ts';
import { sentOperation, toldSegment } from './told-segment.ts';

/** How what is told of a row is known, with what was there before and what was asked for (U-10). */
export async function evidenceFor(run: KnownRun, place: number): Promise<RowEvidence> {
  const kept = (await run.rows()).at(place);
  if (kept === undefined) throw new UsageError('There is no such row.');
  const exchanges = new Map<number, RequestEnded>();
  for (const event of await run.events()) if (event.kind === 'request') exchanges.set(event.number, event);
  const { result, asked, before } = kept;
  const own = (result.requests ?? []).flatMap((number) => exchanges.get(number) ?? []);
  const told = result.segmentCode === null ? undefined : await toldSegment(run, result.segmentCode, own);
  const sent = result.segmentCode === null ? undefined : await sentOperation(run, result.segmentCode, own);
  return {
    ...evidenceOf(result, exchanges),
    row: rowOf(kept, place),
    operation: result.operation,
    ...(result.error && { error: result.error }),
    ...(sent && { sentAs: sent }),
    ...(told && { told: { request: told.request, read: told.read } }),
    fields: FIELDS.map(([field, column]) => {
      const was = textOfField(before?.[field]);
      const text = asked[column];
      const given = text !== undefined && text !== '';
      const now = textOfField(told?.fields[field]);
      return {
        field,
        ...(was !== undefined && { before: was }),
        ...(given && { asked: text }),
        ...(now !== undefined && { now }),
        sent: given && result.operation !== null && was !== text,
      };
    }),
  };
}
