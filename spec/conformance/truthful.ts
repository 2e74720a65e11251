import type { DestinationRow } from '../destination/row.ts';
import { demand } from './demand.ts';
import type { Trial, WriteRecord } from './trial.ts';

/** What is told of wanted rows agrees with what is there: succeeded is there; failed is not, unless that is said to be unknown (T-2). */
export function demandTrue({ world }: Trial, { results }: WriteRecord, rows: readonly DestinationRow[]): void {
  const there = new Map(world.state().map((thing) => [thing.key, thing]));
  const byId = new Map(rows.map((row) => [row.rowId, world.thing(row)]));
  const inEffect = (rowId: string) => {
    const wanted = byId.get(rowId);
    return wanted !== undefined && there.get(wanted.key)?.name === wanted.name;
  };
  const wrong = results.filter(({ rowId, status, error }) =>
    status === 'succeeded' ? !inEffect(rowId) : error?.code !== 'outcome_unknown' && inEffect(rowId),
  );
  const [first] = wrong;
  const what =
    first &&
    `${first.rowId} told as ${first.error?.code ?? first.status} and ${inEffect(first.rowId) ? 'there' : 'not there'}`;
  demand(first === undefined, `The results: wanted what is told to be so, saw ${wrong.length} that are not: ${what}.`);
}
