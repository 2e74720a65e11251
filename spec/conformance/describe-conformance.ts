import type { PermutiveConnector } from '../host/connector.ts';
import { REQUIREMENTS } from './catalogue.ts';
import { type ConformanceOptions, judge } from './conformance.ts';
import { GROUPS, isChosen } from './requirement.ts';

/** The two functions of a test runner that are needed: jest's, vitest's, or Node's own. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>, timeoutMs?: number): unknown;
}

/** Declares a test for each requirement: `describeConformance('my connector', connector, { describe, it })`. */
export function describeConformance(
  name: string,
  connector: PermutiveConnector,
  { describe, it }: TestRunner,
  options: ConformanceOptions = {},
): void {
  describe(name, () => {
    for (const group of GROUPS) {
      const chosen = REQUIREMENTS.filter(
        (requirement) => requirement.group === group && isChosen(requirement, options.only),
      );
      if (chosen.length === 0) continue;
      describe(group, () => {
        for (const requirement of chosen) {
          it(`${requirement.id}: ${requirement.sentence}`, async () => {
            const finding = await judge(connector, requirement, options);
            if (finding.verdict === 'fail') throw new Error(finding.why);
          }, 60_000);
        }
      });
    }
  });
}
