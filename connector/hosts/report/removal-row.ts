import { errorDetail } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { RemovalResult } from '../../reconcile/index.ts';

/** What became of a segment that no row names, as the result of a row that asked for its removal. */
export function rowOfRemoval(removal: RemovalResult): RowResult {
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
