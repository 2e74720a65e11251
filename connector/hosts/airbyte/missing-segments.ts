import type { ErrorDetail } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { Connection } from './connection.ts';
import { deliver } from './deliver.ts';
import { Fault } from './fault.ts';
import type { ListedCodes } from './listed-codes.ts';
import type { DeleteMissing } from './settings.ts';

type Guard = Extract<DeleteMissing, { mode: 'prefix' }>;

/**
 * Deletes the connection's own segments that no list named: those whose code has the prefix. Returns how many.
 *
 * @throws {Fault} they are more than the guard allows, or not all could be found or deleted.
 */
export async function deleteMissing(guard: Guard, listed: ListedCodes, connection: Connection): Promise<number> {
  const { own, codes } = await findMissing(guard, listed, connection);
  refuseTooMany(own, codes.length, guard);
  let first: ErrorDetail | undefined;
  let failed = 0;
  const onRowResult = ({ error, status }: RowResult) => {
    if (status !== 'failed') return undefined;
    failed += 1;
    first ??= error;
    return undefined;
  };
  const rows = codes.map((code) => ({ rowId: code, segment_code: code }));
  const fatal = await deliver({ mode: 'remove', changeSets: [{ rows }], onRowResult }, connection);
  const error = fatal ?? first;
  if (error === undefined) return codes.length;
  throw new Fault(
    fatal === undefined ? 'transient_error' : 'config_error',
    `All records were delivered, but ${failed} of ${codes.length} segments that are no longer listed were not deleted. ${error.message} ${error.remedy}`,
    { internal: error.code },
  );
}

async function findMissing(
  { codePrefix }: Guard,
  listed: ListedCodes,
  { connector, request, context }: Connection,
): Promise<{ own: number; codes: readonly string[] }> {
  const codes: string[] = [];
  let own = 0;
  let complete = false;
  try {
    for await (const page of connector.segments(request, context)) {
      complete = page.complete === true;
      for (const { code } of page.segments) {
        if (!code.startsWith(codePrefix)) continue;
        own += 1;
        if (!listed.has(code)) codes.push(code);
      }
    }
  } catch (error) {
    throw notListed(error instanceof Error ? error.message : String(error));
  }
  // Of a listing that lacks segments it cannot be told what share is missing.
  if (!complete) throw notListed('the listing is not complete');
  return { own, codes };
}

const notListed = (reason: string): Fault =>
  new Fault(
    'transient_error',
    `All records were delivered, but no missing segments were deleted: Permutive did not list what the import holds (${reason}).`,
  );

/** All or none: more than the number and more than the share is no tidying up. */
function refuseTooMany(own: number, missing: number, { maxDeletions, maxDeletionShare }: Guard): void {
  if (missing <= maxDeletions || missing <= maxDeletionShare * own) return;
  throw new Fault(
    'config_error',
    `All records were delivered, but no missing segments were deleted: ${missing} of ${own} segments with the prefix are no longer listed, more than ${maxDeletions} and more than a share of ${maxDeletionShare}. Check the source; if they are to go, raise "Deletions always allowed" for one sync.`,
    { internal: 'too_many_deletions' },
  );
}
