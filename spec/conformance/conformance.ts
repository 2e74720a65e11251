import pLimit from 'p-limit';
import type { PermutiveConnector } from '../host/connector.ts';
import { REQUIREMENTS } from './catalogue.ts';
import { NotApplicable } from './demand.ts';
import { isChosen, type Requirement } from './requirement.ts';
import { Trial } from './trial.ts';
import { type SandboxWorld, sandboxWorld } from './world.ts';

/** How one requirement came out. */
export type Finding = {
  readonly id: string;
  readonly group: string;
  readonly sentence: string;
  readonly ms: number;
} & ({ readonly verdict: 'pass' } | { readonly verdict: 'fail' | 'not applicable'; readonly why: string });

export interface ConformanceOptions {
  /** Makes a world for one requirement; the sandbox when absent. Requirements run side by side, each in a world of its own. */
  readonly world?: () => SandboxWorld;
  /** Only the requirements of this id, rule or section, such as `T-1a`, `T-1` or `T`. */
  readonly only?: string;
  /** How long one requirement may take, in milliseconds: a connector that hangs fails instead of hanging the harness. */
  readonly deadlineMs?: number;
  /** Requirements that run side by side. */
  readonly concurrency?: number;
}

const DEADLINE_MS = 20_000;

/** Holds a connector to every requirement. Never throws for anything the connector does. */
export function conformance(connector: PermutiveConnector, options: ConformanceOptions = {}): Promise<Finding[]> {
  const { only, concurrency = 8 } = options;
  const limit = pLimit(concurrency);
  const chosen = REQUIREMENTS.filter((requirement) => isChosen(requirement, only));
  return Promise.all(chosen.map((requirement) => limit(() => judge(connector, requirement, options))));
}

/** Holds a connector to one requirement, in a world of its own. */
export async function judge(
  connector: PermutiveConnector,
  { id, group, sentence, test }: Requirement,
  { world: makeWorld = sandboxWorld, deadlineMs = DEADLINE_MS }: ConformanceOptions = {},
): Promise<Finding> {
  const world = makeWorld();
  const startedAt = performance.now();
  const found = (verdict: { verdict: 'pass' } | { verdict: 'fail' | 'not applicable'; why: string }): Finding => ({
    id,
    group,
    sentence,
    ms: Math.round(performance.now() - startedAt),
    ...verdict,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It did not end within ${deadlineMs} ms.`)), deadlineMs);
  });
  try {
    await world.start();
    await Promise.race([Promise.resolve().then(() => test(new Trial(connector, world))), late]);
    return found({ verdict: 'pass' });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return found({ verdict: error instanceof NotApplicable ? 'not applicable' : 'fail', why });
  } finally {
    clearTimeout(timer);
    await world.stop();
  }
}
