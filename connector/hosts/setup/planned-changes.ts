import { withDefaults } from '../../../spec/host/delivery.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { apply, type Owner, type Plan, type PlannedChange } from '../../reconcile/index.ts';
import type { FileRow } from '../files/file-row.ts';
import { openBackup } from '../report/backup-file.ts';
import { rowOfRemoval } from '../report/removal-row.ts';
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
      onListed: () => backup?.close(),
      onRowResult: told,
      onRemoval: (removal) => told(rowOfRemoval(removal)),
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
