/** Holds every broken connector to the catalogue, and prints the ids of the requirements that each fails. */
import pLimit from 'p-limit';
import { conformance } from '../conformance.ts';
import { BROKEN } from './index.ts';

// A run waits far more than it computes, so some go side by side.
const limit = pLimit(10);
const judged = Object.entries(BROKEN).map(([name, { connector }]) =>
  limit(async (): Promise<[string, string[]]> => {
    const findings = await conformance(connector, { concurrency: 12 });
    return [name, findings.flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : []))];
  }),
);
process.stdout.write(JSON.stringify(Object.fromEntries(await Promise.all(judged))));
