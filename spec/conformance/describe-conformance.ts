import type { DestinationConnector } from '../destination/connector.ts';
import { requirementsOf } from './catalogue.ts';
import type { ConformanceOptions } from './conformance.ts';
import { judge } from './judge.ts';
import { GROUPS, whyNot } from './requirement.ts';
import { WORLD_CHECKS } from './world/checks.ts';
import { sandboxWorld } from './world/sandbox.ts';

type Declare = (name: string, body: () => Promise<void>, timeoutMs?: number) => unknown;

/** The two functions of a test runner that are needed: jest's, vitest's, or Node's own. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  it: Declare & { skip: Declare };
}

/**
 * Declares a test for each requirement: `describeConformance('my connector', connector, { describe, it })`. One that does not apply is skipped,
 * and its name says why.
 */
export function describeConformance(
  name: string,
  connector: DestinationConnector,
  { describe, it }: TestRunner,
  { world = sandboxWorld, only, ...options }: ConformanceOptions = {},
): void {
  const subject = { manifest: connector.manifest, world: world() };
  const all = [...WORLD_CHECKS, ...requirementsOf(subject.world.catalogue, only)];
  describe(name, () => {
    for (const group of GROUPS) {
      const chosen = all.filter((requirement) => requirement.group === group);
      if (chosen.length === 0) continue;
      describe(group, () => {
        for (const requirement of chosen) {
          const why = whyNot(requirement, subject);
          const title = `${requirement.id}: ${requirement.sentence}`;
          if (why !== undefined) {
            it.skip(`${title} (not applicable: ${why})`, async () => undefined);
            continue;
          }
          const body = async () => {
            const finding = await judge(connector, requirement, { world, ...options });
            if (finding.verdict === 'fail' || finding.verdict === 'world at fault') {
              throw new Error([finding.why, ...finding.requests].join('\n'));
            }
          };
          it(title, body, 60_000);
        }
      });
    }
  });
}
