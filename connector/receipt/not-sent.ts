import type { RowResult } from '../../spec/host/row-result.ts';

/** What ends a run, and every row that it had not come to. */
const ENDS = new Set(['cancelled', 'authentication_failed', 'insufficient_permissions', 'import_not_found']);

/** Whether an operation was sent for the row. */
export const wentOut = ({ operation, requests }: RowResult): boolean =>
  operation !== null && (requests?.length ?? 1) > 0;

/** Failed, and nothing is wrong with the row: it was never sent. */
export const wasNotSent = (result: RowResult): boolean =>
  result.status === 'failed' && !wentOut(result) && result.error !== undefined && ENDS.has(result.error.code);
