import { withDefaults } from '../../../spec/host/delivery.ts';
import { errorDetail } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { apply, type Owner, type Plan, type PlannedChange, type RemovalResult } from '../../reconcile/index.ts';
import type { FileRow } from '../files/file-row.ts';
import { openBackup } from '../report/backup-file.ts';
import type { PlanLines } from './plan-lines.ts';
import type { CarriedOut, Told, Watched } from './proposal.ts';

/** Does what a plan of a full list says, and tells of each planned change as of a row. With `folder` the import is kept there before. */
export async function carryOutPlan(
  plan: Plan | undefined,
  owner: Owner,
  lines: PlanLines,
  watched: Watched,
  tell: (told: Told) => void,
  folder: string | undefined,
): Promise<CarriedOut> {
  if (plan === undefined) return { fault: new Error('Nothing was planned.') };
  const changes = new Map<string, PlannedChange>();
  for await (const change of plan.changes()) changes.set(change.code, change);
  const { baseUrl } = withDefaults(owner.delivery);
  const backup = folder === undefined ? undefined : await openBackup(folder, plan.header.importId, baseUrl);
  const told = (result: RowResult): void => {
    const { line = 0, rowId = '' } = lines.placeOf(result.segmentCode ?? result.rowId) ?? {};
    const row = rowOf(changes.get(result.rowId), line, rowId);
    const where = line === 0 ? 'not in the list' : `line ${line.toLocaleString('en')}`;
    tell({ result: { ...result, rowId, line }, where, ...(row !== undefined && { row }) });
  };
  let sent = false;
  try {
    const summary = await apply(plan, owner, {
      ...watched,
      onRequest: (event) => {
        sent ||= event.kind === 'request' && event.method === 'PATCH';
        return watched.onRequest?.(event);
      },
      onListing: (segments) => backup?.page(segments),
      onRowResult: told,
      onRemoval: (removal) => told(asResult(removal)),
    });
    return { summary };
  } catch (fault) {
    return { fault };
  } finally {
    if (sent) await backup?.close();
    else await backup?.discard();
  }
}

/** What the row of a planned change asks for. */
function rowOf(change: PlannedChange | undefined, line: number, rowId: string): FileRow | undefined {
  if (change === undefined) return undefined;
  const { code, after } = change;
  if (after === null) return undefined;
  const { name, cpm, description, categories } = after;
  return { line, rowId, values: { segment_code: code, segment_name: name, cpm, description, categories } };
}

/** A removal as the result of a row that asked for it. */
function asResult(removal: RemovalResult): RowResult {
  const { segmentCode, status, reason, error, before, batch, requests } = removal;
  const trace = { ...(batch !== undefined && { batch }), ...(requests !== undefined && { requests }) };
  const common = { rowId: segmentCode, segmentCode, ...trace, ...(before !== undefined && { segment: { before } }) };
  switch (status) {
    case 'deleted':
      return { ...common, status: 'succeeded', outcome: 'deleted', operation: 'Delete' };
    case 'gone':
      return { ...common, status: 'succeeded', outcome: 'unchanged', operation: null };
    case 'withheld':
      return {
        ...common,
        status: 'skipped',
        outcome: null,
        operation: null,
        error: errorDetail(reason ?? 'edited_elsewhere'),
      };
    case 'failed':
      return {
        ...common,
        status: 'failed',
        outcome: null,
        operation: requests === undefined ? null : 'Delete',
        error: error ?? errorDetail('outcome_unknown'),
      };
  }
}
