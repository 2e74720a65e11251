import type { ChangeRow } from '../../../spec/host/change-set.ts';
import type { Column } from './columns.ts';

/** The values of a row, as the file has them. */
export type Values = Partial<Record<Column, unknown>>;

/** What a line of the file turned out to be. */
export type InputRow =
  | { readonly kind: 'row'; readonly line: number; readonly values: Values }
  | { readonly kind: 'unreadable'; readonly line: number; readonly problem: string };

/** The row as the connector takes it. Values stay as they are: the connector reads them by its own rules (S-1). */
export function changeRowOf(values: Values): Omit<ChangeRow, 'rowId'> {
  const { row_id: _, change, ...fields } = values;
  const stated = typeof change === 'string' ? change.trim() : change;
  if (stated === undefined || stated === null || stated === '') return fields;
  // Whatever else stands there is refused by the connector, with its reason.
  return { change: stated as NonNullable<ChangeRow['change']>, ...fields };
}
