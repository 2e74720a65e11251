/** Holds every broken connector to the catalogue, and prints the ids of the requirements that each fails. */
import pLimit from 'p-limit';
import { conformance } from '../../../spec/conformance/conformance.ts';
import { connector as whole } from './breakage.ts';
import { BROKEN } from './index.ts';

/** No broken connector hangs for ever, so a deadline would only tell of a slow machine. */
const OPTIONS = { concurrency: 8, deadlineMs: 60_000 };

// The first run compiles everything; it must not be anybody's trial.
await conformance(whole, OPTIONS);
// A run waits far more than it computes, so some go side by side; with more of them the waits of each would not be its own.
const limit = pLimit(4);
const judged = Object.entries(BROKEN).map(([name, { connector }]) =>
  limit(async (): Promise<[string, string[]]> => {
    const findings = await conformance(connector, OPTIONS);
    return [name, findings.flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : []))];
  }),
);
process.stdout.write(JSON.stringify(Object.fromEntries(await Promise.all(judged))));
