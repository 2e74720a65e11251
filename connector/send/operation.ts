import type { OperationKind } from '../../spec/host/row-result.ts';
import type { GivenFields, SegmentChange } from '../plan/segment-change.ts';

/** One operation as the Taxonomy API's batch endpoint takes it (D-1). */
export type Operation =
  | { readonly operation: 'Create'; readonly data: GivenFields & { readonly code: string; readonly name: string } }
  | { readonly operation: 'Update'; readonly code: string; readonly data: GivenFields }
  | { readonly operation: 'Delete'; readonly code: string };

/** What a change asks for while nothing is known of its segment. */
export const firstOperationOf = ({ state }: SegmentChange): OperationKind =>
  state === 'present' ? 'Create' : 'Delete';

/** The operation that does `kind` to a change's segment. */
export function operationFor(change: SegmentChange, kind: OperationKind): Operation {
  const { code } = change;
  if (change.state === 'absent') return { operation: 'Delete', code };
  const { name, description, cpm, categories, defaultName } = change;
  return kind === 'Create'
    ? { operation: 'Create', data: { code, name: name ?? defaultName, description, cpm, categories } }
    : { operation: 'Update', code, data: { name, description, cpm, categories } };
}

export const codeOf = (operation: Operation): string =>
  operation.operation === 'Create' ? operation.data.code : operation.code;
