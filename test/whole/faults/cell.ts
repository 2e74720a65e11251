import { violations } from '../../support/invariants.ts';
import { createWorld, run } from '../../support/run.ts';
import type { MatrixFault } from './faults.ts';
import type { Schedule } from './schedules.ts';
import { EXISTING, type MatrixWorld, ROWS } from './worlds.ts';

const request = {
  mode: 'mirror',
  changeSets: [{ rows: ROWS }],
  delivery: { batchSize: 8, timeoutMs: 10_000 },
} as const;
const LONGER_THAN_ANY_WINDOW_MS = 7_200_000;
/** A server without conflicts, and nothing there. */
const CLEAN = { conflicts: 'overwrite', absent: 'ignore' } as const;

/** Every complaint about one run beside a fault, and one after it. */
export async function complaintsIn(
  fault: MatrixFault,
  schedule: Schedule,
  { switches, codes = [], cure = {}, empty, stubborn }: MatrixWorld,
) {
  const world = createWorld({ ...switches, ...(fault.clean && CLEAN) });
  const { sandbox } = world;
  const judged = async () => {
    const record = await run(world, request);
    await sandbox.settled();
    const found = violations({ ...request, switches, segments: sandbox.segments(), ...record });
    return { record, found: record.thrown === undefined ? found : [...found, `It threw ${record.thrown}`] };
  };
  try {
    if (!fault.clean && !empty) sandbox.put(EXISTING);
    sandbox.inject({ ...schedule.where, do: fault.do });
    const { record, found } = await judged();
    // What a read is answered with says nothing about rows; what they fail with then is for the judge alone.
    // One that strikes a row that is sent alone is that row's (T-6).
    const alone = record.requests.some(({ fault: struck, operations }) => struck !== undefined && operations === 1);
    const cheap = schedule.once && !fault.costs && !alone;
    const allowed = [...codes, ...(cheap ? [] : fault.codes), 'outcome_unknown'];
    const failures = [...new Set(record.results.flatMap(({ error }) => error?.code ?? []))];
    const strange = schedule.reads ? [] : failures.filter((code) => !allowed.includes(code));

    sandbox.clearFaults();
    sandbox.change(cure);
    await world.clock.wait(LONGER_THAN_ANY_WINDOW_MS);
    const healed = await judged();
    const sick = healed.record.results.filter(({ status }) => status !== 'succeeded');
    return [
      ...found,
      ...strange.map((code) => `Rows fail with ${code}`),
      ...healed.found.map((complaint) => `Healed: ${complaint}`),
      ...(stubborn ? [] : sick).map(
        ({ rowId, error }) => `T-8: row ${rowId} fails with ${error?.code}: ${error?.message}`,
      ),
    ];
  } finally {
    await sandbox.close();
  }
}
