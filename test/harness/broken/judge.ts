/**
 * Holds every broken connector to its own requirements (`own`), or to both catalogues (`all`), and prints the ids of those that each fails.
 */
import pLimit from 'p-limit';
import { requirementsOf } from '../../../spec/conformance/catalogue.ts';
import { judge } from '../../../spec/conformance/judge.ts';
import type { Requirement } from '../../../spec/conformance/requirement.ts';
import { sandboxWorld } from '../../../spec/conformance/world/sandbox.ts';
import type { PermutiveConnector } from '../../../spec/host/connector.ts';
import { connector as whole } from './breakage.ts';
import { BROKEN } from './index.ts';

/** No broken connector hangs for ever, so a deadline would only tell of a slow machine. */
const OPTIONS = { world: sandboxWorld, deadlineMs: 60_000 };

const catalogue = requirementsOf('taxonomy of segments');
const all = process.argv[2] === 'all';

// A trial waits far more than it computes, so some go side by side; with more of them the waits of each would not be its own.
const limit = pLimit(all ? 20 : 8);
const failedBy = async (connector: PermutiveConnector, requirements: readonly Requirement[]) => {
  const findings = await Promise.all(
    requirements.map((requirement) => limit(() => judge(connector, requirement, OPTIONS))),
  );
  return findings.flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : []));
};

// The first run compiles everything; it must not be anybody's trial.
const failedByTheWhole = await failedBy(whole, catalogue);
const judged = Object.entries(BROKEN).map(async ([name, { connector, caughtBy }]): Promise<[string, string[]]> => {
  const own = catalogue.filter(({ id }) => caughtBy.includes(id));
  return [name, await failedBy(connector, all ? catalogue : own)];
});
process.stdout.write(JSON.stringify({ failedByTheWhole, ...Object.fromEntries(await Promise.all(judged)) }));
