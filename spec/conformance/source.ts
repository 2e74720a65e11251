import type { DestinationChangeSet } from '../destination/row.ts';

export type ChangeSets = Iterable<DestinationChangeSet> | AsyncIterable<DestinationChangeSet>;

/** What was read of a source. */
export interface Reading {
  readonly rowIds: string[];
  /** Whether its end was reached. */
  ended: boolean;
}

/** The same source, of the same kind, with a record of what is read of it. */
export function watched(source: ChangeSets, reading: Reading): ChangeSets {
  const note = (set: DestinationChangeSet) => {
    // A host without types may hand over rows that are none; T-10 tries that.
    for (const row of set.rows) reading.rowIds.push(String(row?.rowId));
    return set;
  };
  function* all(list: Iterable<DestinationChangeSet>) {
    for (const set of list) yield note(set);
    reading.ended = true;
  }
  async function* each(list: AsyncIterable<DestinationChangeSet>) {
    for await (const set of list) yield note(set);
    reading.ended = true;
  }
  return Symbol.asyncIterator in source ? each(source) : all(source);
}
