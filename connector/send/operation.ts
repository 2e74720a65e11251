import type { GivenFields } from '../plan/segment-change.ts';

/** One operation as the Taxonomy API's batch endpoint takes it (D-1). */
export type Operation =
  | { readonly operation: 'Create'; readonly code: string; readonly fields: GivenFields & { readonly name: string } }
  | { readonly operation: 'Update'; readonly code: string; readonly fields: GivenFields }
  | { readonly operation: 'Delete'; readonly code: string };

/** The body of a batch request. Absent fields stay absent (S-8): JSON.stringify leaves out what is undefined. */
export function encodeBatch(operations: readonly Operation[]): string {
  return JSON.stringify({ operations: operations.map(encodeOperation) });
}

function encodeOperation(operation: Operation): object {
  switch (operation.operation) {
    case 'Create': {
      // Written out, not spread: this runs once a row.
      const { name, description, cpm, categories } = operation.fields;
      return { operation: 'Create', data: { code: operation.code, name, description, cpm, categories } };
    }
    case 'Update':
      return { operation: 'Update', code: operation.code, data: operation.fields };
    case 'Delete':
      return { operation: 'Delete', code: operation.code };
  }
}
