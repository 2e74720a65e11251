import type { SnapshotEntry } from '../../../connector/reconcile/snapshot.ts';
import { codeOf, type WireOperation } from '../../../spec/taxonomy/batch.ts';
import type { Going, Sight } from './going.ts';

/** What must not be in a request that goes out. */
export function* judgeSending(operations: readonly WireOperation[], going: Going, witness: Sight): Generator<string> {
  if (going.disk.holder !== going.process) yield 'N-8: a request went out without the lock';
  for (const operation of operations) {
    const code = codeOf(operation);
    const entry = entryAt(going, code);
    if (going.planned?.has(witness.keyOf(code)) === false)
      yield `N-9: ${operation.operation} of ${code}, which the plan does not name`;
    switch (operation.operation) {
      case 'Create':
        if (entry?.pending?.operation !== 'Create') yield `R-8: ${code} was sent without its intent`;
        break;
      case 'Update':
        if (entry?.pending?.operation === 'Create' && isForeign(code, going, witness))
          yield `R-8: ${code} was met, and its intent still stands while the Update goes out`;
        break;
      case 'Delete':
        yield* judgeDeletion(code, entry, going, witness);
    }
    if (operation.operation === 'Delete') going.deleting = true;
    else if (going.deleting) yield `N-5: ${operation.operation} of ${code} came after a deletion`;
  }
}

function* judgeDeletion(
  code: string,
  entry: SnapshotEntry | undefined,
  going: Going,
  witness: Sight,
): Generator<string> {
  const { listed, whole, planned, agreed, results, rows, ended, owner, asked, undoes } = going;
  if (entry?.pending?.operation !== 'Delete') yield `R-8: the deletion of ${code} was sent without its intent`;
  const there = witness.held().get(witness.keyOf(code));
  const foreign = there !== undefined && isForeign(code, going, witness) && !witness.cameUnseen(there);
  if (foreign && !agreed.has(witness.keyOf(code))) yield `N-1: ${code} is deleted, which ${owner} never made`;
  if (isProtected(entry?.code ?? code, going.protects)) yield `R-12: ${code} is deleted, which is protected`;
  if (going.cancelled) yield `T-9: ${code} is deleted by a run that was cancelled`;
  if (results.length < rows) yield `N-5: a deletion is sent when ${rows - results.length} rows have no result`;
  if (undoes) return;
  if ([...listed].some((one) => witness.keyOf(one) === witness.keyOf(code)) && !agreed.has(witness.keyOf(code)))
    yield `N-2: ${code} is deleted, which the list names`;
  if (!whole) yield 'N-3: a list that was not whole deletes something';
  if (listed.size === 0 && asked.guard.allowEmptyList !== true) yield 'N-3: an empty list deletes something';
  if (planned === undefined && !ended) yield 'N-5: a deletion is sent before the list has come to its end';
}

/** Whether the segment that is there was neither made nor adopted by the run's owner. */
function isForeign(code: string, { owner }: Going, witness: Sight): boolean {
  const there = witness.held().get(witness.keyOf(code));
  return there !== undefined && witness.makers.get(there.id) !== owner && !witness.isAdopted(owner, there.id);
}

export const isProtected = (code: string, protects: readonly string[]): boolean =>
  protects.some((one) => (one.endsWith('*') ? code.startsWith(one.slice(0, -1)) : code === one));

/** The entry of a code, or of the one that Permutive keeps under it. */
const entryAt = ({ disk }: Going, code: string): SnapshotEntry | undefined =>
  disk.entries.get(code) ?? [...disk.entries.values()].find(({ owned }) => owned?.keptAs === code);
