import type { RequestEnded } from '../../../spec/host/request-event.ts';
import { evidenceOf } from '../../receipt/index.ts';
import { UsageError } from '../usage-error.ts';
import type { AppliedRun } from './applied-run.ts';
import type { PlanLine, RowEvidence } from './protocol.ts';
import { rowOf } from './run-rows.ts';

const FIELDS = [
  ['name', 'segment_name'],
  ['cpm', 'cpm'],
  ['description', 'description'],
  ['categories', 'categories'],
] as const;

/** How what is told of a row is known, with what was there before and what was asked for (U-10). */
export function evidenceFor(run: AppliedRun, line: number): RowEvidence {
  const kept = run.rows.at(line);
  if (kept === undefined) throw new UsageError('There is no row of that line.');
  const exchanges = new Map<number, RequestEnded>();
  for (const event of run.events) if (event.kind === 'request') exchanges.set(event.number, event);
  const { result, asked } = kept;
  const planned = plannedFor(run, result.segmentCode);
  return {
    ...evidenceOf(result, exchanges),
    row: rowOf(kept),
    operation: result.operation,
    ...(result.error && { error: result.error }),
    fields: FIELDS.map(([field, column]) => {
      const before = textOf(planned?.before?.[field]);
      const text = asked[column];
      const given = text !== undefined && text !== '';
      return {
        field,
        ...(before !== undefined && { before }),
        ...(given && { asked: text }),
        sent: given && result.operation !== null && before !== text,
      };
    }),
  };
}

function plannedFor(run: AppliedRun, code: string | null): PlanLine | undefined {
  if (code === null) return undefined;
  for (const line of run.order.plan.lines.all()) if (line.code === code) return line;
  return undefined;
}

const textOf = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : Array.isArray(value) ? value.join(', ') : String(value);
