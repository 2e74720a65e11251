/** What became of a row in the audience since the last run. */
export type RowChange = 'added' | 'changed' | 'removed';

/** What every row has, whatever else a destination reads from it. */
export interface DestinationRow {
  /** The host's id of the row; its result carries it. */
  rowId: string;
  change?: RowChange | undefined;
}

/** Row changes the host computed together. */
export interface DestinationChangeSet<Row extends DestinationRow = DestinationRow> {
  id?: string | undefined;
  rows: readonly Row[];
  /**
   * `set` (default): rows have no order, and what is wanted beats its removal. `log`: the last row of a key decides; earlier ones share its
   * result, or are skipped as superseded where they want the opposite (P-3).
   */
  order?: 'set' | 'log' | undefined;
  /** What waits is sent without waiting for a full batch (D-10). */
  flush?: true | undefined;
}
